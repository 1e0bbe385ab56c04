import { randomUUID } from 'node:crypto';
import { type Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DingTalkAdminStrategy,
  DingTalkInAppStrategy,
  DingTalkStrategy,
  isDingTalkError,
} from '../../lib/index.js';
import { stopClock } from '../helpers/clock.js';
import { type Answer, mutations } from '../helpers/mutations.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';

type Answers = Record<string, Answer>;
type Strategy = DingTalkStrategy | DingTalkInAppStrategy | DingTalkAdminStrategy;
type Fields = Record<string, unknown>;

const corpId = 'dingtea';
const ok = (body: object): Answer => ({ status: 200, body });
const oldOk = (result: object) => ok({ errcode: 0, errmsg: 'ok', result, request_id: '1a2b3c' });

const appToken = { [`/v1.0/oauth2/${corpId}/token`]: ok({ access_token: 'app-token', expires_in: 7200 }) };
const record = {
  '/topapi/v2/user/get': oldOk({
    userid: 'zhangsan',
    unionid: 'union1',
    name: '张三',
    dept_id_list: [2],
    admin: false,
  }),
};

let server: Server;
let origin: string;
/** What the server gives; by path, so that whoever asks twice is told the same. */
let given: Answers = {};

beforeAll(async () => {
  server = createServer((request, response) => {
    const { status, body } = given[new URL(request.url ?? '/', 'http://x').pathname] ?? {
      status: 404,
      body: {},
    };
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
    // A body that is `undefined` is none at all.
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isZero = (value: unknown) => value === 0 || value === '0';

/** The fields of a success, or of nothing. */
function fieldsOf(answer: Answer | undefined): Fields {
  return answer?.status === 200 && isRecord(answer.body) ? answer.body : {};
}

/** The fields of `result` in a success of the old gateway, or of nothing. */
function resultOf(answer: Answer | undefined): Fields {
  const { errcode, result } = fieldsOf(answer);
  return isZero(errcode) && isRecord(result) ? result : {};
}

/** A token that is no person's lets nobody in; it is taken in the spelling of either call. */
function hasOwnToken(answer: Answer | undefined): boolean {
  const { access_token: snake, accessToken = snake } = fieldsOf(answer);
  return isText(accessToken);
}
const hasAppToken = (answers: Answers) => hasOwnToken(answers[`/v1.0/oauth2/${corpId}/token`]);
const hasRecord = (answers: Answers) => isText(resultOf(answers['/topapi/v2/user/get']).userid);

interface Door {
  answers: Answers;
  make: (agent?: Agent) => Strategy;
  request: object;
  /** Whether each field that admits the person is as DingTalk's documentation has it. */
  isDocumented: (answers: Answers) => boolean;
  /** Who signed in, by the answers. */
  person: (answers: Answers) => unknown;
}

/** An app of its own for each sign-in, as what is known of DingTalk's limit is known of an app. */
const app = () => ({ clientID: `ding${randomUUID()}`, clientSecret: 'client-secret' });
const verify = (...args: unknown[]) => (args.at(-1) as (e: null, user: unknown) => void)(null, args.at(-2));
const transport = (agent: Agent | undefined) => ({
  agent,
  origins: { login: origin, api: origin, oapi: origin },
});

const doors: Record<string, Door> = {
  'the browser': {
    answers: {
      '/v1.0/oauth2/userAccessToken': ok({ accessToken: 'a1', refreshToken: 'r1', expireIn: 7200, corpId }),
      '/v1.0/contact/users/me': ok({
        ...{ nick: 'zhangsan', avatarUrl: 'https://example.com/a.png', mobile: '15012349144', openId: '123' },
        ...{ unionId: 'union1', email: 'zhangsan@example.com', stateCode: '86', visitor: false },
      }),
      ...appToken,
      '/topapi/user/getbyunionid': oldOk({ contact_type: 0, userid: 'zhangsan' }),
      ...record,
    },
    make: (agent) =>
      new DingTalkStrategy(
        {
          ...app(),
          ...transport(agent),
          ...{ callbackURL: 'https://example.com/cb', state: false },
          ...{ allowedCorpIds: [corpId], membership: 'required', staff: true },
        },
        verify,
      ),
    request: { method: 'GET', url: '/cb?code=c', query: { code: 'c' }, headers: {} },
    isDocumented: (answers) => {
      const tokens = fieldsOf(answers['/v1.0/oauth2/userAccessToken']);
      const me = fieldsOf(answers['/v1.0/contact/users/me']);
      const listed = resultOf(answers['/topapi/user/getbyunionid']);
      return (
        isText(tokens.accessToken) &&
        tokens.corpId === corpId &&
        isText(me.unionId) &&
        hasAppToken(answers) &&
        isZero(listed.contact_type) &&
        isText(listed.userid) &&
        hasRecord(answers)
      );
    },
    person: (answers) => fieldsOf(answers['/v1.0/contact/users/me']).unionId,
  },
  'a page inside DingTalk': {
    answers: {
      ...appToken,
      '/topapi/v2/user/getuserinfo': oldOk({
        ...{
          userid: 'zhangsan',
          unionid: 'union1',
          associated_unionid: 'union0',
          device_id: 'd',
          name: '张三',
        },
        ...{ sys: true, sys_level: 1 },
      }),
      ...record,
    },
    make: (agent) =>
      new DingTalkInAppStrategy({ ...app(), ...transport(agent), corpId, staff: true }, verify),
    request: {
      ...{ method: 'POST', url: '/in-app', query: {}, body: { code: 'c', corpId } },
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    },
    isDocumented: (answers) => {
      const user = resultOf(answers['/topapi/v2/user/getuserinfo']);
      return hasAppToken(answers) && isText(user.userid) && isText(user.unionid) && hasRecord(answers);
    },
    person: (answers) => resultOf(answers['/topapi/v2/user/getuserinfo']).unionid,
  },
  'the admin console': {
    answers: {
      '/v1.0/oauth2/ssoAccessToken': ok({ accessToken: 'a1', expireIn: 3600 }),
      '/v1.0/oauth2/ssoUserInfo': ok({
        ...{ corpId, corpName: '茶', userId: 'zhangsan', email: 'zhangsan@example.com', userName: '张三' },
        ...{ avatar: 'https://example.com/a.png', isAdmin: true },
      }),
    },
    make: (agent) =>
      new DingTalkAdminStrategy({ corpId, ssoSecret: 'sso-secret', ...transport(agent) }, verify),
    request: { method: 'GET', url: '/admin?code=c', query: { code: 'c' }, headers: {} },
    isDocumented: (answers) => {
      const admin = fieldsOf(answers['/v1.0/oauth2/ssoUserInfo']);
      return (
        hasOwnToken(answers['/v1.0/oauth2/ssoAccessToken']) &&
        admin.corpId === corpId &&
        isText(admin.userId) &&
        (admin.isAdmin === true || admin.isAdmin === 'true')
      );
    },
    person: (answers) => {
      const { corpId: organization, userId } = fieldsOf(answers['/v1.0/oauth2/ssoUserInfo']);
      return `${organization}/${userId}`;
    },
  },
};

type Ended = { user: unknown } | { refused: unknown } | { error: unknown };

/** Has a door decide over one person, given these answers. */
function signIn({ make, request }: Door, answers: Answers, agent?: Agent): Promise<Ended> {
  given = answers;
  return new Promise((resolve) => {
    const attempt = Object.create(make(agent), {
      success: { value: (user: { id?: unknown }) => resolve({ user: user.id }) },
      fail: { value: (refused: { code?: unknown }) => resolve({ refused: refused.code }) },
      error: { value: (error: unknown) => resolve({ error }) },
    }) as Strategy;
    attempt.authenticate(request as never);
  });
}

describe.each(Object.entries(doors))('at %s', (_name, door) => {
  it('somebody signs in whom DingTalk describes as it documents', async () => {
    expect(door.isDocumented(door.answers)).toBe(true);
    expect(await signIn(door, door.answers)).toEqual({ user: door.person(door.answers) });
  });

  it(
    'nobody does unless each field that admits them is as documented',
    async () => {
      const seen = { in: 0, out: 0 };
      // What says "too often" is asked again for as long as there is time.
      const { agent, passUntil } = stopClock();
      await holds(
        fc.asyncProperty(
          fc.constantFrom(...Object.keys(door.answers)),
          fc.array(mutations, { minLength: 1, maxLength: 3 }),
          async (path, changes) => {
            const changed = changes.reduce((answer, change) => change(answer), door.answers[path] as Answer);
            // As it arrives: JSON has no `undefined` and no Infinity.
            const text = JSON.stringify(changed.body);
            const body = text === undefined ? undefined : JSON.parse(text);
            const answers = { ...door.answers, [path]: { status: changed.status, body } };
            const ended = await passUntil(signIn(door, answers, agent));
            if ('user' in ended) {
              seen.in += 1;
              expect(door.isDocumented(answers), JSON.stringify(answers[path])).toBe(true);
              expect(ended.user).toBe(door.person(answers));
            } else {
              seen.out += 1;
              if ('error' in ended) expect(isDingTalkError(ended.error), String(ended.error)).toBe(true);
            }
          },
        ),
      );
      // Changes to what admits nobody let people in as before.
      expect(seen.in).toBeGreaterThan(10);
      expect(seen.out).toBeGreaterThan(100);
    },
    holdsTimeoutMs,
  );
});
