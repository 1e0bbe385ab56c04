import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../../lib/dingtalk/client.js';
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
        await expect(make(client)).rejects.toMatchObject({ code: meaning, providerCode: code });
      }
    },
  );

  it.each(['33001', '40013', '52010', '41004'])('has gettoken refuse with %s', async (code) => {
    const simulator = await start();
    simulator.refuse('gettoken', Number(code));
    const answer = await call(`${simulator.origins.oapi}/gettoken`);
    expect(JSON.parse(answer.body)).toMatchObject({ errcode: Number(code) });
    expect(JSON.parse((await call(`${simulator.origins.oapi}/gettoken`)).body).errcode).not.toBe(
      Number(code),
    );
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
