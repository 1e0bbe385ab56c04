import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../../lib/dingtalk/client.js';
import { codesOf } from '../../../lib/simulator/gateway/error-codes.js';
import { ROUTES } from '../../../lib/simulator/gateway/routes.js';
import type { SimulatorEndpoint } from '../../../lib/simulator/index.js';
import { APP, call, start } from '../helpers/start.js';

type Endpoint = Exclude<SimulatorEndpoint, 'authorize'>;

const throttled = ['45009', '90001', '90003', '90004', '90005', '90007', '90008', '90009'].concat(
  ...['90010', '90011', '90012', '90013', '90017'],
);
const stopped = ['41030', '48002', '48004', '50003', '50005'];
const words: [code: string, meaning: string][] = [
  ...['qps.exceed.limit', 'request.often', 'requestTooFast', 'system.freq.limit'].map(
    (code): [string, string] => [code, 'DINGTALK_THROTTLED'],
  ),
  ...['operationTimeout', 'service.timeout', 'systemError', 'system.error'].map((code): [string, string] => [
    code,
    'DINGTALK_UNAVAILABLE',
  ]),
  ...['permissions.error', 'permission.deny', 'apiPermissionDenied'].map((code): [string, string] => [
    code,
    'DINGTALK_PERMISSION',
  ]),
];

/** What each of these calls can be refused with, by what the client makes of it. */
const calls: {
  endpoint: Endpoint;
  make: (client: DingTalkClient) => Promise<unknown>;
  codes: [code: string, meaning: string][];
}[] = [
  { endpoint: 'me', make: (client) => client.me('token'), codes: words },
  { endpoint: 'userAccessToken', make: (client) => client.exchangeCode('code'), codes: words },
  { endpoint: 'corpToken', make: (client) => client.corpToken('ding-tea'), codes: words },
  {
    endpoint: 'getbyunionid',
    make: (client) => client.userByUnionId('token', 'union'),
    codes: [
      ...throttled.map((code): [string, string] => [code, 'DINGTALK_THROTTLED']),
      ...stopped.map((code): [string, string] => [code, 'DINGTALK_CREDENTIALS']),
      ...['41001', '42001', '48003'].map((code): [string, string] => [code, 'DINGTALK_TOKEN_REJECTED']),
      ...['40003', '60111', '60120', '400023'].map((code): [string, string] => [code, 'DINGTALK_NOT_FOUND']),
      ['400020', 'DINGTALK_PERMISSION'],
    ],
  },
  {
    endpoint: 'getuserinfo',
    make: (client) => client.inAppUser('token', 'code'),
    codes: ['40102', '41026', '42003', '42007', '42008'].map((code) => [code, 'DINGTALK_CODE_REJECTED']),
  },
];

const cases = calls.flatMap(({ endpoint, make, codes }) =>
  codes.map(([code, meaning]) => ({ endpoint, make, code, meaning })),
);

describe('simulator.refuse', () => {
  it.each(cases)(
    'has $endpoint refuse with $code, which the client calls $meaning',
    async ({ endpoint, make, code, meaning }) => {
      for (const stringly of [false, true]) {
        const simulator = await start({ stringly });
        // Reads are repeated where the status is that of an outage.
        simulator.refuse(endpoint, code, 2);
        const { clientId: clientID, clientSecret } = APP;
        const client = new DingTalkClient({ clientID, clientSecret, origins: simulator.origins });
        await expect(make(client.for({ waits: false }))).rejects.toMatchObject({ code: meaning, providerCode: code });
      }
    },
  );

  it('has each call refuse with each of its codes, those of DingTalk’s page on sign-in among them', async () => {
    const simulator = await start();
    const given = new Set<string>();
    for (const { endpoint, host, method, path } of ROUTES.filter(({ host }) => host !== 'login')) {
      const url = simulator.origins.api + (typeof path === 'string' ? path : '/v1.0/oauth2/any/token');
      for (const code of codesOf(endpoint)) {
        simulator.refuse(endpoint as Endpoint, code);
        const answer = JSON.parse((await call(url, { method: method ?? 'GET' })).body);
        const said = answer.code ?? answer.sub_code ?? answer.errcode ?? answer.status;
        expect([endpoint, String(said)]).toEqual([endpoint, code]);
        if (host === 'oapi') given.add(code);
      }
    }
    const documented = [
      40078, 40079, 40014, 42001, 40001, 40089, 40096, 40035, 41007, 41026, 42003, 42007,
    ].concat(
      ...[33001, 33012, 43007, 48002, 48004, 50001, 50002, 50004, 50003, 50005, 60011, 60020, 60121, 80001],
      ...[90002, 90018, 90020, 88, 15, 1111],
    );
    expect(documented.filter((code) => !given.has(String(code)))).toEqual([]);
  });

  it.each([
    ['me', '50003'],
    ['getbyunionid', 'operationTimeout'],
    ['getbyunionid', '42008'],
    ['authorize', '50003'],
  ])('throws a TypeError that names the codes of %s for %s', async (endpoint, code) => {
    const simulator = await start();
    expect(() => simulator.refuse(endpoint as 'me', code)).toThrow(/^code: must be a code that/);
  });
});
