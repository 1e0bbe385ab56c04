import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { allScope, getManagementApiIndicator } from '@logto/api/management';
import express from 'express';
import { describe, expect, test } from 'vitest';
import type { Simulator } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { listen, simulate } from '../helpers/start.js';

const run = promisify(execFile);
const corpId = 'dinghome';
const secrets = { DINGTALK_CLIENT_SECRET: 'secret-of-dingtalk', LOGTO_APP_SECRET: 'secret-of-logto' };

interface User {
  id: string;
  identities: Record<string, { userId: string }>;
  isSuspended: boolean;
}

const user = (id: string, unionId?: string, isSuspended = false): User => ({
  ...{ id, isSuspended, identities: unionId ? { dingtalk: { userId: unionId } } : {} },
});

/** Logto's Management API as far as the script needs it; only with the token that it gave. */
async function startManagementApi(users: User[]) {
  const app = express();
  const suspended: string[] = [];
  app.post('/oidc/token', express.urlencoded(), (req, res) => {
    const { grant_type, client_id, client_secret, resource, scope } = req.body;
    expect([grant_type, client_id]).toEqual(['client_credentials', 'logto-machine-to-machine-app']);
    expect([resource, scope]).toEqual([getManagementApiIndicator('default'), allScope]);
    if (client_secret !== secrets.LOGTO_APP_SECRET) return void res.sendStatus(401);
    res.json({ access_token: 'token-of-logto', expires_in: 3600, token_type: 'Bearer', scope: 'all' });
  });
  app.use('/api', (req, res, next) => {
    if (req.get('authorization') === 'Bearer token-of-logto') next();
    else res.sendStatus(401);
  });
  app.get('/api/users', (req, res) => {
    const [page, size] = [Number(req.query.page), Number(req.query.page_size)];
    res.json(users.slice((page - 1) * size, page * size));
  });
  app.patch('/api/users/:id/is-suspended', express.json(), (req, res) => {
    expect(req.body).toEqual({ isSuspended: true });
    suspended.push(req.params.id);
    res.json({});
  });
  const { origin: endpoint } = await listen(createServer(app));
  return { endpoint, suspended };
}

describe.each(['docs/logto.md', 'docs/zh-CN/logto.md'])('the script of %s', (page) => {
  async function suspendWhoLeft(
    users: User[],
    { permissions = ['qyapi_get_member'], prepare = (_simulator: Simulator) => {} } = {},
  ) {
    const simulator = await simulate({
      clients: [
        {
          ...{ clientId: 'dingclientid', clientSecret: secrets.DINGTALK_CLIENT_SECRET, permissions },
          redirectUrls: ['https://example.com/callback'],
        },
      ],
      organizations: [
        {
          ...{ corpId, name: '家' },
          members: [
            { unionId: 'member', userId: 'member' },
            { unionId: 'guest', userId: 'guest', external: true },
          ],
        },
      ],
      people: ['member', 'guest', 'left'].map((unionId) => ({
        ...{ unionId, nick: unionId, organizations: unionId === 'left' ? [] : [corpId] },
      })),
    });
    prepare(simulator);
    const hosts = await startDingTalkHosts(simulator.origins.api);
    const { endpoint, suspended } = await startManagementApi(users);

    const { file } = fileOfRecipe(page, '@logto/api');
    const env = { ...process.env, ...hosts.env, ...secrets, LOGTO_ENDPOINT: endpoint };
    const ended = await run(process.execPath, ['--import', 'tsx', file], { env }).then(
      ({ stdout }) => ({ failed: false, said: stdout }),
      ({ stderr }) => ({ failed: true, said: String(stderr) }),
    );
    return { ...ended, suspended };
  }

  test('suspends who left and external contacts, on every page, and nobody else', async () => {
    const others = Array.from({ length: 99 }, (_, index) => user(`password-${index}`));
    const { failed, said, suspended } = await suspendWhoLeft([
      ...[user('one', 'member'), ...others, user('two', 'left'), user('three', 'guest')],
      ...[user('four', 'left', true), user('five')],
    ]);
    expect([said, failed]).toEqual(['suspended two\nsuspended three\n', false]);
    expect(suspended).toEqual(['two', 'three']);
  });

  test('suspends who is gone by another code of DingTalk’s too', async () => {
    const { suspended } = await suspendWhoLeft([user('one', 'member')], {
      prepare: (simulator) => simulator.refuse('getbyunionid', 60120),
    });
    expect(suspended).toEqual(['one']);
  });

  test('suspends nobody when the directory cannot be asked, and says why', async () => {
    const { failed, said, suspended } = await suspendWhoLeft([user('two', 'left')], {
      permissions: [],
    });
    expect(failed).toBe(true);
    expect(said).toContain('DINGTALK_PERMISSION');
    expect(suspended).toEqual([]);
  });
});
