import { describe, expect, it } from 'vitest';
import { readRefusal } from '../../../lib/dingtalk/refusal.js';
import { codesOf } from '../../../lib/simulator/gateway/error-codes.js';
import { ROUTES } from '../../../lib/simulator/gateway/routes.js';
import type { SimulatorEndpoint } from '../../../lib/simulator/index.js';
import { call, start } from '../helpers/start.js';

type Endpoint = Exclude<SimulatorEndpoint, 'authorize'>;

/** What the client makes of the codes that sign-in meets, by DingTalk's own descriptions of them. */
const MEANINGS: Readonly<Record<string, string>> = {
  DINGTALK_THROTTLED: `
    qps.exceed.limit request.often requestTooFast system.freq.limit Forbidden.AccessDenied.ApiCountLimitForOrg
    Forbidden.AccessDenied.QpsLimitForAppkeyAndApi Forbidden.AccessDenied.QpmLimitForAppkeyAndApi 1111
    Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi Forbidden.AccessDenied.QpsLimitForApi
    45009 90001 90002 90003 90004 90005 90006 90007 90008 90009 90010 90011 90012 90013 90014 90017 90018 90020`,
  DINGTALK_UNAVAILABLE:
    'operationTimeout service.timeout systemError system.error system.busy serviceBusy unknownError server.error -1 15 88',
  DINGTALK_PERMISSION: `
    permissions.error permission.deny apiPermissionDenied 60011 400020
    Forbidden.AccessDenied.AccessTokenPermissionDenied`,
  DINGTALK_IP_NOT_ALLOWED: 'Forbidden.AccessDenied.IpNotInWhiteList 60020',
  DINGTALK_CREDENTIALS: `
    invalidClientIdOrSecret invalid.client unauthorized.client 33001 40013 40035 40089 40096 41004 52010
    41030 43007 48002 48004 50003 50005`,
  DINGTALK_TOKEN_REJECTED:
    'InvalidAuthentication accesstoken.expired invalidToken 40001 40014 41001 42001 48003',
  DINGTALK_NOT_FOUND: 'invalidParameter.user.notFound 33012 40003 60003 60111 60120 60121 400023',
  DINGTALK_CONTACT_SCOPE: '40079 50002 50004',
  DINGTALK_CODE_REJECTED: `
    invalidParameter.authCode.notFound invalidCode 40029 40078 40102 41007 41026 42003 42007 42008`,
  DINGTALK_REFUSED: '50001 80001 unsupported.grant.type',
};

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
        const [expected] =
          Object.entries(MEANINGS).find(([, codes]) => codes.split(/\s+/).includes(code)) ?? [];
        expect([code, refusal?.code]).toEqual([code, expected ?? refusal?.code]);
        expect(refusal?.providerCode).toBe(code);
      }
    }
  });

  it('knows every code that is listed here', () => {
    const known = new Set(CALLS.flatMap(({ endpoint }) => codesOf(endpoint)));
    const listed = Object.values(MEANINGS).flatMap((codes) => codes.trim().split(/\s+/));
    expect(listed.filter((code) => !known.has(code))).toEqual([]);
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
