import { expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { Directory } from '../../lib/organization/directory.js';
import { readDirectoryOptions } from '../../lib/organization/options.js';
import { signIn } from '../../lib/sign-in/flow.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

it('nobody whom DingTalk did not name comes in where only members may', async () => {
  const server = await startRawServer((socket) => {
    socket.write(answer(200, { accessToken: 'app-token', expireIn: 7200 }));
  });
  const origins = { api: server.origin, oapi: server.origin };
  const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins });
  const come = (options: Parameters<typeof readDirectoryOptions>[0]) =>
    signIn(new Directory(client, readDirectoryOptions(options)), 'a-code', {
      exchange: async () => ({ accessToken: 'a-token' }),
      readPerson: async () => ({ profile: undefined, unionId: undefined }),
    });
  await expect(come({ membership: 'required' })).rejects.toMatchObject({ failure: 'not-a-member' });
  await expect(come({ staff: true })).rejects.toMatchObject({ failure: 'not-a-member' });
  expect(await come({})).toMatchObject({ accessToken: 'a-token', profile: undefined });
});
