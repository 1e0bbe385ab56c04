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
const silence: SimulatorAnswer = { delayMs: Infinity };
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
const { phone, ...rest } = complete;
const everything = { user: complete };
const withoutPhone = { user: rest };
const nameOnly = { user: { id: 'u', name: 'N' } };

type Row = [
  name: string,
  situation: Partial<Situation>,
  ours: Answer,
  official: Answer,
  more?: Pick<ComparedSituation, 'officialIsWrong' | 'officialShows'>,
];

const rows: Row[] = [
  ['the profile call stays silent', onProfile(silence), 'general', 'bare 500'],
  ['the profile call answers 503 once', onProfile({ status: 503 }, 1), everything, everything],
  [
    'the profile call is cut off without an answer once',
    onProfile({ hangUp: true }, 1),
    everything,
    everything,
  ],
  ['a person who told everything', {}, everything, everything],
  [
    'a person of whom DingTalk tells little',
    { dingtalk: { people: [{ unionId: person.unionId, nick: '云朵' }] } },
    { user: { id: person.unionId, name: '云朵' } },
    { user: { id: person.unionId, name: '云朵' } },
  ],
  [
    'the organization that the person chose',
    { asked: { scope: 'openid corpid', corpId: 'dingstationery' }, config: { scope: 'openid corpid' } },
    everything,
    everything,
  ],
  [
    'a callback with authCode only',
    { data: ({ authCode }) => ({ authCode }) },
    everything,
    'general',
    { officialShows: 'the authorization code' },
  ],
  ['a callback with code only', { data: ({ code }) => ({ code }) }, everything, everything],
  [
    'a foreign number',
    onProfile({ body: { unionId: 'u', nick: 'N', mobile: '2015550123', stateCode: '1' } }),
    { user: { id: 'u', name: 'N', phone: '12015550123' } },
    { user: { id: 'u', name: 'N', phone: '12015550123' } },
  ],
  [
    'no permission for the mobile number',
    { dingtalk: { clients: [{ ...client, permissions: ['Contact.User.Read'] }] } },
    withoutPhone,
    withoutPhone,
  ],
  [
    'a masked mobile number, as for third-party apps',
    { dingtalk: { clients: [{ ...client, thirdParty: true }] } },
    withoutPhone,
    { user: { ...complete, phone: '86100****0001' } },
    { officialIsWrong: 'Logto refuses every new user with such a number' },
  ],
  [
    'a mobile number without country code',
    onProfile({ body: { unionId: 'u', nick: 'N', mobile: '15012349144' } }),
    nameOnly,
    nameOnly,
  ],
  [
    'a country code with a plus and a number with blanks',
    onProfile({ body: { unionId: 'u', nick: 'N', mobile: '5123 4567', stateCode: '+852' } }),
    { user: { id: 'u', name: 'N', phone: '85251234567' } },
    { user: { id: 'u', name: 'N', phone: '+8525123 4567' } },
    { officialIsWrong: 'Logto takes digits only' },
  ],
  [
    'fields that are null',
    onProfile({
      body: { unionId: 'u', nick: 'N', email: null, avatarUrl: null, mobile: null, stateCode: null },
    }),
    nameOnly,
    'invalid_response',
  ],
  [
    'fields that are empty',
    onProfile({ body: { unionId: 'u', nick: 'N', email: '', avatarUrl: '', mobile: '', stateCode: '86' } }),
    nameOnly,
    { user: { id: 'u', name: 'N', avatar: '', email: '' } },
    { officialIsWrong: 'an empty e-mail address is none' },
  ],
  [
    'fields that are undocumented',
    onProfile({ body: { unionId: 'u', nick: 'N', visitor: false, badge: { level: 1 } } }),
    nameOnly,
    nameOnly,
  ],
  [
    'a name of 200 characters',
    onProfile({ body: { unionId: 'u', nick: '长'.repeat(200) } }),
    { user: { id: 'u', name: '长'.repeat(128) } },
    { user: { id: 'u', name: '长'.repeat(200) } },
    { officialIsWrong: 'Logto stores 128' },
  ],
  ['no life of the token in the answer', onBoth({ accessToken: 'a'.repeat(32) }), nameOnly, nameOnly],
  [
    'a life of the token in quotes',
    onBoth({ accessToken: 'a'.repeat(32), expireIn: '7200' }),
    nameOnly,
    'invalid_response',
  ],
  [
    'a refresh token that is null',
    onBoth({ accessToken: 'a'.repeat(32), refreshToken: null, expireIn: 7200 }),
    nameOnly,
    'invalid_response',
  ],
  [
    'a profile with an empty unionId',
    onProfile({ body: { unionId: '', nick: 'N' } }),
    'invalid_response',
    { user: { id: '', name: 'N' } },
    { officialIsWrong: 'all such people are one user' },
  ],
  ['the person refuses', { data: () => ({ error: 'access_denied' }) }, 'authorization_failed', 'general'],
  ['a callback without a code', { data: () => ({}) }, 'social_auth_code_invalid', 'general'],
  [
    'a callback with two codes that differ',
    { data: ({ code }) => ({ code, authCode: 'another-code-altogether' }) },
    'social_auth_code_invalid',
    everything,
    { officialIsWrong: 'one of them is somebody else’s' },
  ],
  [
    'a code that DingTalk never gave',
    { data: () => ({ code: 'never-given' }) },
    'social_auth_code_invalid',
    'bare 500',
  ],
  ['a wrong client secret', { config: { clientSecret: 'wrong-secret' } }, 'invalid_config', 'bare 500'],
  [
    'a throttled token call',
    onToken(refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')),
    'rate_limit_exceeded',
    'bare 500',
  ],
  // Its connection was opened ahead, and may have closed before the request was heard.
  ['the token call is cut off', { ...onToken({ hangUp: true }), tokenCalls: 2 }, 'general', 'bare 500'],
  ['an HTML page for the token call', onToken(html), 'invalid_response', 'invalid_response'],
  [
    'an access token that DingTalk does not know',
    onProfile(refusal(400, 'InvalidAuthentication', '不合法的access_token')),
    'social_invalid_access_token',
    'social_invalid_access_token',
  ],
  [
    'the profile call not permitted to the app',
    { dingtalk: { clients: [{ ...client, permissions: [] }] } },
    'invalid_config',
    'general',
  ],
  [
    'the profile call not allowed from this server',
    onProfile(refusal(403, 'Forbidden.AccessDenied.IpNotInWhiteList', `request ip=${serverAddress}`)),
    'invalid_config',
    'general',
    { officialShows: 'the server’s address' },
  ],
  [
    'over 1 MiB of profile',
    onProfile(huge),
    'invalid_response',
    { user: { id: 'u' } },
    { officialIsWrong: 'no profile is that long' },
  ],
];

export const situations: ComparedSituation[] = rows.map(([name, situation, ours, official, more]) => ({
  ...{ name, ours, official },
  ...situation,
  ...more,
}));
