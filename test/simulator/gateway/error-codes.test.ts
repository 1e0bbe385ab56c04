import { describe, expect } from 'vitest';
import { providerCodes } from '../../../lib/dingtalk/error-codes.js';
import { readRefusal } from '../../../lib/dingtalk/refusal.js';
import { codesOf } from '../../../lib/simulator/gateway/error-codes.js';
import { ROUTES } from '../../../lib/simulator/gateway/routes.js';
import type { SimulatorEndpoint } from '../../../lib/simulator/index.js';
import { call, it, start } from '../helpers/start.js';

type Endpoint = Exclude<SimulatorEndpoint, 'authorize'>;

/** What docs/dingtalk-codes.md says of a code. */
const meaningOf = (code: string) =>
  Object.entries(providerCodes).find(([, codes]) => codes.includes(code.toLowerCase()))?.[0];

const CALLS = ROUTES.filter(({ host }) => host !== 'login');

describe('simulator.refuse', () => {
  it.each(CALLS)('has $endpoint refuse with each of its codes, as the client reads them', async (route) => {
    const { method = 'GET', path } = route;
    const endpoint = route.endpoint as Endpoint;
    for (const stringly of [false, true]) {
      const simulator = await start({ stringly });
      const url = simulator.origins.api + (typeof path === 'string' ? path : '/v1.0/oauth2/any/token');
      for (const code of codesOf(endpoint)) {
        simulator.refuse(endpoint, code);
        const { status, body } = await call(url, { method });
        const refusal = readRefusal(status, JSON.parse(body));
        const meant = meaningOf(code);
        expect([code, refusal?.code]).toEqual([code, meant ?? refusal?.code]);
        expect(refusal?.providerCode).toBe(code);
      }
    }
  });

  it('knows every code that the client does, but these', () => {
    const offered = CALLS.flatMap(({ endpoint }) => codesOf(endpoint)).map((code) => code.toLowerCase());
    const others = Object.values(providerCodes)
      .flat()
      .filter((code) => !offered.includes(code));
    expect(others).toEqual([
      ...['invalid_client', 'unauthorized_client', '40080', '40082', '40083', '40085', '40088', '40090'],
      ...['41021', '41022', '41023', '41024', 'authenticationfailed.missingparameter', '41003', '42002'],
      ...['42009', 'invalidaction.notfound', '22', '404', '52013'],
    ]);
  });

  it.for<[string, string]>([
    ['getbyunionid', 'operationTimeout'],
    ['getbyunionid', '42008'],
  ])('throws a TypeError that names the codes of %s for %s', async ([endpoint, code], { simulator }) => {
    expect(() => simulator.refuse(endpoint as 'me', code)).toThrow(/^code: must be a code that/);
  });
});
