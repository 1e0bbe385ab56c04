import { test } from 'vitest';
import type {
  Simulator,
  SimulatorClient,
  SimulatorMember,
  SimulatorOptions,
} from '../../../lib/simulator/index.js';
import { APP, BOOKS, call, LIN, REDIRECT, type Received, start, TEA, YUN } from './start.js';

/** A third-party app that the tea house installed and the book shop did not. */
export const SUITE = {
  clientId: 'suite-app',
  clientSecret: 'suite-secret',
  redirectUrls: [REDIRECT],
  thirdParty: true,
  authorizedCorpIds: [TEA.corpId],
  suiteTicket: 'ticket-2',
};

/** `LIN` in the tea house, with everything a member can have. */
export const LIN_AT_TEA = {
  unionId: LIN.unionId,
  userId: 'tea-lin',
  name: '林经理',
  title: '店长',
  jobNumber: 'T7',
  orgEmail: 'lin@tea.example',
  email: 'lin.private@example.com',
  telephone: '010-1',
  workPlace: '二楼',
  departmentIds: [30, 20],
  departmentOrders: [{ id: 20, order: 5 }],
  leads: [20],
  roles: [
    { id: 1, name: '子管理员', groupName: '默认' },
    { id: 9, name: '店长', groupName: '职务' },
  ],
  manager: 'tea-boss',
  hiredDate: new Date('2021-03-01T00:00:00Z'),
  active: false,
  admin: true,
  boss: true,
  senior: true,
  exclusiveAccount: true,
  extension: { 爱好: '品茶', '年龄"': 24 },
} satisfies SimulatorMember;

export const TEA_DIRECTORY = {
  ...TEA,
  departments: [
    { id: 20, name: '茶艺部' },
    { id: 30, name: '南门店', parentId: 20 },
  ],
  members: [
    LIN_AT_TEA,
    { unionId: 'union-boss', userId: 'tea-boss', leads: [1] },
    { unionId: 'union-guest', userId: 'tea-guest', external: true },
    { unionId: 'union-gone', userId: 'tea-gone', left: true, leads: [1] },
    { unionId: 'union-far', userId: 'tea-far', outOfScope: true },
  ],
};

const BOOKS_DIRECTORY = {
  ...BOOKS,
  departments: [{ id: 77, name: '门市' }],
  members: [{ unionId: 'union-b', userId: 'books-only' }],
};

/** The tea house and the book shop with their directories, an internal app of the first, and a suite. */
export function startDirectory(options: SimulatorOptions = {}): ReturnType<typeof start> {
  return start({
    clients: [APP, SUITE],
    organizations: [TEA_DIRECTORY, BOOKS_DIRECTORY],
    people: [LIN, YUN],
    ...options,
  });
}

/** A test that may take the `simulator` of `startDirectory`, without options. */
export const it = test.extend('simulator', () => startDirectory());

export function postJson(simulator: Simulator, path: string, body: unknown): Promise<Received> {
  return call(simulator.origins.api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The app token of an internal app, by `v1.0/oauth2/accessToken`. */
export async function appToken(
  simulator: Simulator,
  { clientId, clientSecret }: Pick<SimulatorClient, 'clientId' | 'clientSecret'> = APP,
): Promise<string> {
  const body = { appKey: clientId, appSecret: clientSecret };
  return JSON.parse((await postJson(simulator, '/v1.0/oauth2/accessToken', body)).body).accessToken;
}

export function postCorpToken(simulator: Simulator, corpId: string, app = APP): Promise<Received> {
  return postJson(simulator, `/v1.0/oauth2/${encodeURIComponent(corpId)}/token`, {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    grant_type: 'client_credentials',
  });
}

/** The token of `SUITE` for one organization, by `v1.0/oauth2/{corpId}/token`. */
export async function suiteToken(simulator: Simulator, corpId = TEA.corpId): Promise<string> {
  return JSON.parse((await postCorpToken(simulator, corpId, SUITE)).body).access_token;
}

export const DIRECTORY_PATHS = {
  getbyunionid: '/topapi/user/getbyunionid',
  userGet: '/topapi/v2/user/get',
  departmentGet: '/topapi/v2/department/get',
};

export type DirectoryCall = keyof typeof DIRECTORY_PATHS;

const PATHS = { ...DIRECTORY_PATHS, getuserinfo: '/topapi/v2/user/getuserinfo' };

/** One call to the directory with a JSON body, by default with a token of `APP`; the answer, parsed. */
export async function ask(
  simulator: Simulator,
  endpoint: keyof typeof PATHS,
  body: unknown,
  token?: string,
): Promise<Record<string, unknown> & { result?: Record<string, unknown> }> {
  const query = new URLSearchParams({ access_token: token ?? (await appToken(simulator)) });
  return JSON.parse((await postJson(simulator, `${PATHS[endpoint]}?${query}`, body)).body);
}
