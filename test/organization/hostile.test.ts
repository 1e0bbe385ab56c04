import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import type { DingTalkError } from '../../lib/dingtalk/errors.js';
import { Directory } from '../../lib/organization/directory.js';
import { DingTalkMembers } from '../../lib/organization/members.js';
import { type DingTalkDirectoryOptions, readDirectoryOptions } from '../../lib/organization/options.js';
import { stopClock } from '../helpers/clock.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

/** A directory at a server that is no DingTalk, and which calls it was asked for. */
async function startHostile(
  options: DingTalkDirectoryOptions,
  respond: (path: string, body: { dept_id?: number }) => object,
) {
  const server = await startRawServer((socket, request) => {
    const [, path = ''] = request.split(' ');
    const body = JSON.parse(request.slice(request.indexOf('\r\n\r\n')).trim() || '{}');
    // Later than all that is asked for at once.
    setImmediate(() => socket.write(answer(200, respond(path, body))));
  });
  const { agent, passUntil } = stopClock();
  const origins = { api: server.origin, oapi: server.origin };
  const app = { clientID: `ding${server.origin}`, clientSecret: 'secret', agent, origins };
  const directory = new Directory(new DingTalkClient(app), readDirectoryOptions(options));
  const calls = (path: string) => server.received.filter((request) => request.includes(path)).length;
  return { directory, server, calls, passUntil };
}

const token = { access_token: 'token', expires_in: 7200, errcode: 0 };

it('a record with 2,000 departments, each in one that nobody knows, costs 200 reads on four connections', async () => {
  const result = {
    getbyunionid: { contact_type: 0, userid: 'ming' },
    'v2/user': { userid: 'ming', dept_id_list: Array.from({ length: 2000 }, (_, index) => index + 1) },
  };
  const { directory, server, calls } = await startHostile({ staff: { departments: true } }, (path, body) => {
    const known = Object.entries(result).find(([part]) => path.includes(part))?.[1];
    const department = { name: 'deep', parent_id: (body.dept_id ?? 0) + 2000 };
    return { ...token, accessToken: 'token', expireIn: 7200, errmsg: 'ok', result: known ?? department };
  });
  const staff = await directory.complete('ming', directory.admit(undefined));
  expect(staff?.departments).toHaveLength(2000);
  expect(calls('department/get')).toBe(200);
  // Connections that are just given back are opened anew once in a while.
  expect(server.accepted()).toBeLessThan(20);
});

it('300 organizations that nobody knows cost few app tokens', async () => {
  const options = { suiteTicket: () => 'ticket' };
  const { directory, calls, passUntil } = await startHostile(options, () => ({
    errcode: 40013,
    errmsg: 'no such corpid',
  }));
  const started = Array.from({ length: 300 }, (_, index) =>
    directory
      .admit(`dingunknown${index}`, { callsAsApp: true })
      .call(async () => 'never')
      .catch((error: DingTalkError) => error),
  );
  const errors = (await passUntil(Promise.all(started))) as DingTalkError[];
  const codes = errors.map(({ code }) => code);
  const busy = errors.find(({ code }) => code === 'DINGTALK_THROTTLED');
  expect(busy?.message).toContain("while fetching the app's token");
  expect(codes.filter((code) => code === 'DINGTALK_THROTTLED').length).toBeGreaterThanOrEqual(229);
  expect(calls('/')).toBeLessThanOrEqual(71);
  expect(new Set(codes)).toEqual(new Set(['DINGTALK_THROTTLED', 'DINGTALK_CREDENTIALS']));
});

it('a department whose name cannot be had in time is left out, and so is one that DingTalk limits', async () => {
  let departments = 0;
  const { directory, passUntil } = await startHostile({ staff: { departments: true } }, (path, body) => {
    const result: Record<string, object> = {
      getbyunionid: { contact_type: 0, userid: 'ming' },
      'v2/user': { userid: 'ming', dept_id_list: [1, 2] },
    };
    const known = Object.entries(result).find(([part]) => path.includes(part))?.[1];
    if (!known && body.dept_id === 2) {
      departments += 1;
      return { errcode: 88, sub_code: '90018', errmsg: 'too often' };
    }
    return { ...token, accessToken: 'token', expireIn: 7200, result: known ?? { name: 'first' } };
  });
  const staff = await passUntil(directory.complete('ming', directory.admit(undefined)));
  expect(staff?.departments).toEqual([{ id: 1, name: 'first', path: ['first'] }, { id: 2 }]);
  expect(departments).toBeGreaterThan(1);
});

describe('functions of the host that never settle', () => {
  /** Settles after so many calls that never do. */
  const lostFor = (count: number) => {
    let calls = 0;
    return () => {
      calls += 1;
      return calls > count ? 'token' : new Promise<string>(() => {});
    };
  };

  it('hold up one sign-in, and not those that come later', async () => {
    const options = { suiteTicket: lostFor(1), membership: 'required' } as const;
    const { directory, passUntil } = await startHostile(options, () => ({
      ...{ ...token, accessToken: 'token', expireIn: 7200 },
      result: { contact_type: 0, userid: 'ming' },
    }));
    const find = () => passUntil(directory.find('ming', directory.admit('dingcorp')));
    await expect(find()).rejects.toThrow('`suiteTicket` has returned nothing for 5 s');
    expect(await find()).toMatchObject({ isMember: true });
  });

  it('hold up the questions of a moment, and not those that come later', async () => {
    const server = await startRawServer((socket) =>
      socket.write(answer(200, { errcode: 0, result: { contact_type: 0, userid: 'ming' } })),
    );
    const { agent, passUntil } = stopClock();
    const app = { clientID: 'c', clientSecret: 's', origins: server.origin, agent };
    const members = new DingTalkMembers({ ...app, appToken: lostFor(10), corpId: 'dingcorp' });
    const asked = Array.from({ length: 10 }, (_, index) => members.has(`union-${index}`));
    await passUntil(Promise.all(asked.map((each) => expect(each).rejects.toThrow('`appToken`'))));
    expect(await passUntil(members.has('ming'))).toBe(true);
  });
});
