import type { SimulatorAnswer } from '../../lib/simulator/index.js';
import { client, person } from './connect.js';
import type { Situation } from './side-by-side.js';

/** A user info, by its fields but the raw data; or the code of an error as Logto knows it, or `bare 500`. */
type Answer = { user: object } | string;

export interface ComparedSituation extends Situation {
  ours: Answer;
  /** As measured, and measured again by the test. */
  official: Answer;
  /** Why the official one's user info is none to wish for, where it is not. */
  officialIsWrong?: string;
  /** What the official one lets the browser see. */
  officialShows?: 'the authorization code' | 'the server’s address';
}

/** As DingTalk quotes it. */
export const serverAddress = '203.0.113.77';

const requestid = '5D1A9C2E-0000-7000-8000-123456789ABC';
const refusal = (status: number, code: string, message = '不行'): SimulatorAnswer => ({
  status,
  body: { code, requestid, message },
});
const onToken = (answer: SimulatorAnswer, times = Infinity): Pick<Situation, 'arrange'> => ({
  arrange: (simulator) => simulator.fail('userAccessToken', answer, times),
});
const onProfile = (answer: SimulatorAnswer, times = Infinity): Pick<Situation, 'arrange'> => ({
  arrange: (simulator) => simulator.fail('me', answer, times),
});
const html: SimulatorAnswer = {
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><title>Blocked</title>',
};
const banned: SimulatorAnswer = { body: { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'u' } };
const oldGateway: SimulatorAnswer = { body: { errcode: 404, errmsg: '请求的URI地址不存在' } };
const redirect: SimulatorAnswer = {
  status: 302,
  headers: { location: 'https://api.dingtalk.com/elsewhere' },
};
const silence: SimulatorAnswer = { delayMs: Infinity };
const truncated: SimulatorAnswer = { body: '{"accessToken":"a","unionId":"u' };
const cutShort: SimulatorAnswer = {
  body: { unionId: 'u', accessToken: 'a' },
  after: { bytes: 9, ending: 'cut' },
};
const huge: SimulatorAnswer = { body: { unionId: 'u', accessToken: 'a', more: 'x'.repeat(1024 * 1024) } };

const onBoth = (tokens: object): Pick<Situation, 'arrange'> => ({
  arrange(simulator) {
    simulator.fail('userAccessToken', { body: tokens });
    simulator.fail('me', { body: { unionId: 'u', nick: 'N' } });
  },
});

const complete = {
  id: person.unionId,
  name: person.nick,
  avatar: person.avatarUrl,
  email: person.email,
  phone: '8610000000001',
};
const { phone, ...withoutPhone } = complete;

export const situations: ComparedSituation[] = [
  {
    name: 'the profile call stays silent',
    ...onProfile(silence),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the token call stays silent',
    ...onToken(silence),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the profile call answers 503',
    ...onProfile({ status: 503 }),
    ours: 'general',
    official: 'general',
  },
  {
    name: 'the profile call answers 500 unknownError',
    ...onProfile(refusal(500, 'unknownError', '未知错误')),
    ours: 'general',
    official: 'general',
  },
  {
    name: 'the profile call answers 429 system.busy',
    ...onProfile(refusal(429, 'system.busy', '系统繁忙')),
    ours: 'general',
    official: 'general',
  },
  {
    name: 'the profile call is cut off without an answer, every time',
    ...onProfile({ hangUp: true }),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the profile call is cut off in the middle of its answer, every time',
    ...onProfile(cutShort),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the profile call answers 503 once',
    ...onProfile({ status: 503 }, 1),
    ours: { user: complete },
    official: { user: complete },
  },
  {
    name: 'the profile call is cut off without an answer once',
    ...onProfile({ hangUp: true }, 1),
    ours: { user: complete },
    official: { user: complete },
  },
  {
    name: 'a person who told everything',

    ours: { user: complete },
    official: { user: complete },
  },
  {
    name: 'a person of whom DingTalk tells little',
    dingtalk: { people: [{ unionId: person.unionId, nick: '云朵' }] },
    ours: { user: { id: person.unionId, name: '云朵' } },
    official: { user: { id: person.unionId, name: '云朵' } },
  },
  {
    name: 'the organization that the person chose',
    asked: { scope: 'openid corpid', corpId: 'dingstationery' },
    config: { scope: 'openid corpid' },
    ours: { user: complete },
    official: { user: complete },
  },
  {
    name: 'a callback with authCode only',
    data: ({ authCode }) => ({ authCode }),
    ours: { user: complete },
    official: 'general',
    officialShows: 'the authorization code',
  },
  {
    name: 'a callback with code only',
    data: ({ code }) => ({ code }),
    ours: { user: complete },
    official: { user: complete },
  },
  {
    name: 'a foreign number',
    ...onProfile({ body: { unionId: 'u', nick: 'N', mobile: '2015550123', stateCode: '1' } }),
    ours: { user: { id: 'u', name: 'N', phone: '12015550123' } },
    official: { user: { id: 'u', name: 'N', phone: '12015550123' } },
  },
  {
    name: 'no permission for the mobile number',
    dingtalk: { clients: [{ ...client, permissions: ['Contact.User.Read'] }] },
    ours: { user: withoutPhone },
    official: { user: withoutPhone },
  },
  {
    name: 'a masked mobile number, as for third-party apps',
    dingtalk: { clients: [{ ...client, thirdParty: true }] },
    ours: { user: withoutPhone },
    official: { user: { ...complete, phone: '86100****0001' } },
    officialIsWrong: 'Logto refuses every new user with such a number',
  },
  {
    name: 'a mobile number without country code',
    ...onProfile({ body: { unionId: 'u', nick: 'N', mobile: '15012349144' } }),
    ours: { user: { id: 'u', name: 'N' } },
    official: { user: { id: 'u', name: 'N' } },
  },
  {
    name: 'a country code with a plus and a number with blanks',
    ...onProfile({ body: { unionId: 'u', nick: 'N', mobile: '5123 4567', stateCode: '+852' } }),
    ours: { user: { id: 'u', name: 'N', phone: '85251234567' } },
    official: { user: { id: 'u', name: 'N', phone: '+8525123 4567' } },
    officialIsWrong: 'Logto takes digits only',
  },
  {
    name: 'fields that are null',
    ...onProfile({
      body: { unionId: 'u', nick: 'N', email: null, avatarUrl: null, mobile: null, stateCode: null },
    }),
    ours: { user: { id: 'u', name: 'N' } },
    official: 'invalid_response',
  },
  {
    name: 'fields that are empty',
    ...onProfile({
      body: { unionId: 'u', nick: 'N', email: '', avatarUrl: '', mobile: '', stateCode: '86' },
    }),
    ours: { user: { id: 'u', name: 'N' } },
    official: { user: { id: 'u', name: 'N', avatar: '', email: '' } },
    officialIsWrong: 'an empty e-mail address is none',
  },
  {
    name: 'fields that are undocumented',
    ...onProfile({ body: { unionId: 'u', nick: 'N', visitor: false, badge: { level: 1 } } }),
    ours: { user: { id: 'u', name: 'N' } },
    official: { user: { id: 'u', name: 'N' } },
  },
  {
    name: 'a name of 200 characters',
    ...onProfile({ body: { unionId: 'u', nick: '长'.repeat(200) } }),
    ours: { user: { id: 'u', name: '长'.repeat(128) } },
    official: { user: { id: 'u', name: '长'.repeat(200) } },
    officialIsWrong: 'Logto stores 128',
  },
  {
    name: 'no life of the token in the answer',
    ...onBoth({ accessToken: 'a'.repeat(32) }),
    ours: { user: { id: 'u', name: 'N' } },
    official: { user: { id: 'u', name: 'N' } },
  },
  {
    name: 'a life of the token in quotes',
    ...onBoth({ accessToken: 'a'.repeat(32), expireIn: '7200' }),
    ours: { user: { id: 'u', name: 'N' } },
    official: 'invalid_response',
  },
  {
    name: 'a refresh token that is null',
    ...onBoth({ accessToken: 'a'.repeat(32), refreshToken: null, expireIn: 7200 }),
    ours: { user: { id: 'u', name: 'N' } },
    official: 'invalid_response',
  },
  {
    name: 'a profile without unionId',
    ...onProfile({ body: { nick: 'N', openId: 'o' } }),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'a profile with an empty unionId',
    ...onProfile({ body: { unionId: '', nick: 'N' } }),
    ours: 'invalid_response',
    official: { user: { id: '', name: 'N' } },
    officialIsWrong: 'all such people are one user',
  },
  {
    name: 'the person refuses',
    data: () => ({ error: 'access_denied' }),
    ours: 'authorization_failed',
    official: 'general',
  },
  {
    name: 'a callback without a code',
    data: () => ({}),
    ours: 'social_auth_code_invalid',
    official: 'general',
  },
  {
    name: 'a callback with two codes that differ',
    data: ({ code }) => ({ code, authCode: 'another-code-altogether' }),
    ours: 'social_auth_code_invalid',
    official: { user: complete },
    officialIsWrong: 'one of them is somebody else’s',
  },
  {
    name: 'a code that DingTalk never gave',
    data: () => ({ code: 'never-given' }),
    ours: 'social_auth_code_invalid',
    official: 'bare 500',
  },
  {
    name: 'a code that was used before',
    ...onToken(refusal(400, 'invalidParameter.authCode.notFound', '不合法的临时授权码')),
    ours: 'social_auth_code_invalid',
    official: 'bare 500',
  },
  {
    name: 'a wrong client secret',
    config: { clientSecret: 'wrong-secret' },
    ours: 'invalid_config',
    official: 'bare 500',
  },
  {
    name: 'an app that was never published',
    dingtalk: { clients: [{ ...client, published: false }] },
    ours: 'invalid_config',
    official: 'bare 500',
  },
  {
    name: 'a field that DingTalk misses',
    ...onToken(refusal(400, 'MissingclientId', 'clientId is mandatory for this action.')),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'a throttled token call',
    ...onToken(refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')),
    ours: 'rate_limit_exceeded',
    official: 'bare 500',
  },
  {
    name: 'a server that may not call for the app',
    ...onToken(refusal(403, 'Forbidden.AccessDenied.IpNotInWhiteList', `request ip=${serverAddress}`)),
    ours: 'invalid_config',
    official: 'bare 500',
  },
  {
    name: 'the token call answers 503',
    ...onToken({ status: 503 }),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the token call answers 429 system.busy',
    ...onToken(refusal(429, 'system.busy')),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the token call answers 500 unknownError',
    ...onToken(refusal(500, 'unknownError')),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the token call is cut off',
    ...onToken({ hangUp: true }),
    // Its connection was opened ahead, and may have closed before the request was heard.
    tokenCalls: 2,
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'the token call is cut off in the middle of its answer',
    ...onToken(cutShort),
    ours: 'general',
    official: 'bare 500',
  },
  {
    name: 'an HTML page for the token call',
    ...onToken(html),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'an empty answer to the token call',
    ...onToken({ body: '' }),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'a truncated answer to the token call',
    ...onToken(truncated),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'an answer of another shape to the token call',
    ...onToken({ body: { result: {} } }),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'a redirect of the token call',
    ...onToken(redirect),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'over 1 MiB in answer to the token call',
    ...onToken(huge),
    ours: 'invalid_response',
    official: 'social_invalid_access_token',
  },
  {
    name: 'the answer to a banned address for the token call',
    ...onToken(banned),
    ours: 'rate_limit_exceeded',
    official: 'invalid_response',
  },
  {
    name: 'the old gateway’s refusal with HTTP 200 for the token call',
    ...onToken(oldGateway),
    ours: 'general',
    official: 'invalid_response',
  },
  {
    name: 'an access token that DingTalk does not know',
    ...onProfile(refusal(400, 'InvalidAuthentication', '不合法的access_token')),
    ours: 'social_invalid_access_token',
    official: 'social_invalid_access_token',
  },
  {
    name: 'an access token that has ended',
    ...onProfile(refusal(400, 'accesstoken.expired', '用户accessToken过期')),
    ours: 'social_invalid_access_token',
    official: 'social_invalid_access_token',
  },
  {
    name: 'the profile call not permitted to the app',
    dingtalk: { clients: [{ ...client, permissions: [] }] },
    ours: 'invalid_config',
    official: 'general',
  },
  {
    name: 'the profile call not allowed from this server',
    ...onProfile(refusal(403, 'Forbidden.AccessDenied.IpNotInWhiteList', `request ip=${serverAddress}`)),
    ours: 'invalid_config',
    official: 'general',
    officialShows: 'the server’s address',
  },
  {
    name: 'a throttled profile call',
    ...onProfile(refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')),
    ours: 'rate_limit_exceeded',
    official: 'general',
  },
  {
    name: 'a month’s calls used up',
    ...onProfile(refusal(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg')),
    ours: 'rate_limit_exceeded',
    official: 'general',
  },
  {
    name: 'a person whom DingTalk does not find',
    ...onProfile(refusal(404, 'invalidParameter.user.notFound', '找不到该用户')),
    ours: 'general',
    official: 'general',
  },
  {
    name: 'a bad request for the profile that is not about the token',
    ...onProfile(refusal(400, 'MissingsomeField')),
    ours: 'general',
    official: 'social_invalid_access_token',
  },
  {
    name: 'an HTML page for the profile',
    ...onProfile(html),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'an empty profile answer',
    ...onProfile({ body: '' }),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'a truncated profile',
    ...onProfile(truncated),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'a redirect of the profile call',
    ...onProfile(redirect),
    ours: 'invalid_response',
    official: 'invalid_response',
  },
  {
    name: 'over 1 MiB of profile',
    ...onProfile(huge),
    ours: 'invalid_response',
    official: { user: { id: 'u' } },
    officialIsWrong: 'no profile is that long',
  },
  {
    name: 'the answer to a banned address for the profile',
    ...onProfile(banned),
    ours: 'rate_limit_exceeded',
    official: 'invalid_response',
  },
  {
    name: 'the old gateway’s refusal with HTTP 200 for the profile',
    ...onProfile(oldGateway),
    ours: 'general',
    official: 'invalid_response',
  },
];
