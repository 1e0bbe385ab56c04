import { type DingTalkAppScopes, rootDepartment } from '../../dingtalk/app-scopes.js';
import type { DingTalkClient } from '../../dingtalk/client.js';
import { type DingTalkError, isDingTalkError } from '../../dingtalk/errors.js';
import {
  after,
  type CheckName,
  codeOf,
  type Finding,
  factsOf,
  type Outcome,
  ok,
  skipped,
  unclear,
  wrong,
} from './finding.js';
import * as remedies from './remedies.js';
import type { Settings } from './settings.js';

/** Makes a call. @throws whatever DingTalk is not to blame for */
export async function attempt<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (isDingTalkError(error)) return { error };
    throw error;
  }
}

/** What is known of the app so far. */
export interface AppState {
  /** A token to ask the directory with; absent where the app gets none. */
  token?: string;
  /** The check that everything later would fail of, too. */
  failed?: CheckName;
  /** The check that asking about members would fail of. */
  membersFail?: CheckName;
}

/** Pair, address and organization: what every call of the app depends on. */
export async function* checkApp(
  client: DingTalkClient,
  settings: Settings,
  state: AppState,
  learn: (secret: string) => void,
): AsyncGenerator<Finding> {
  const { corpId } = settings;
  const own = await attempt(() => client.appAccessToken());
  if (own.value) learn(own.value.accessToken);
  const askOrganization = async () => {
    if (corpId === undefined) return undefined;
    const outcome = await attempt(() => client.corpToken(corpId));
    if (outcome.value) learn(outcome.value.accessToken);
    return outcome;
  };
  // Only where it can still tell something of the pair does anybody wait for it here.
  const early = own.error && (await askOrganization());
  const credentials = findCredentials(own, early, settings);
  yield credentials;
  const organization = early ?? (own.value && (await askOrganization()));
  const refusedAddress = [own.error, organization?.error].find(
    (error) => error?.code === 'DINGTALK_IP_NOT_ALLOWED',
  );
  const token = organization?.value?.accessToken ?? own.value?.accessToken;
  if (credentials.state !== 'ok' && !refusedAddress) {
    state.failed = 'credentials';
    yield after('ip-allow-list', 'credentials');
    yield corpId === undefined
      ? skipped('corp-id', remedies.corpIdMissing())
      : after('corp-id', 'credentials');
    yield* skipDirectory('credentials');
    return;
  }

  const scopes = token === undefined ? undefined : await attempt(() => client.appScopes(token));
  const address = refusedAddress ?? scopes?.error;
  const allowList = findAddress(token === undefined && !refusedAddress, address);
  yield allowList;
  if (allowList.state === 'wrong') state.failed = 'ip-allow-list';
  yield findOrganization(organization, allowList);
  if (state.failed) {
    yield* skipDirectory(state.failed);
  } else if (token === undefined || !scopes) {
    state.membersFail = 'corp-id';
    yield* skipDirectory('corp-id');
  } else {
    state.token = token;
    yield* checkPermissions(client, token, state);
    yield* findScopes(scopes);
  }
}

function findCredentials(
  own: Outcome<unknown>,
  organization: Outcome<unknown> | undefined,
  settings: Settings,
): Finding {
  if (!own.error) {
    return ok('credentials', {
      en: 'DingTalk accepts Client ID and Client Secret',
      zh: '钉钉接受 Client ID 和 Client Secret',
    });
  }
  // The other way to a token tells an organization that is not the app's from a pair that is none.
  if (organization?.value || organization?.error?.providerCode === 'unauthorized.client') {
    return ok('credentials', {
      en: 'DingTalk accepts Client ID and Client Secret, as those of a third-party app',
      zh: '钉钉接受 Client ID 和 Client Secret（第三方应用）',
    });
  }
  if (own.error.code !== 'DINGTALK_CREDENTIALS') return unclear('credentials', own.error);
  const facts = factsOf(own.error);
  return wrong(
    'credentials',
    {
      en: `DingTalk does not accept Client ID and Client Secret${facts}`,
      zh: `钉钉不接受 Client ID 和 Client Secret${facts}`,
    },
    remedies.credentialsRefused(settings),
    codeOf(own.error),
  );
}

function findAddress(isUnasked: boolean, error: DingTalkError | undefined): Finding {
  const name = 'ip-allow-list';
  if (isUnasked) return after(name, 'corp-id');
  if (!error) return ok(name, { en: 'this machine’s address may call', zh: '本机地址可以调用' });
  if (error.code === 'DINGTALK_PERMISSION') {
    return ok(name, { en: 'this machine’s address may call', zh: '本机地址可以调用' });
  }
  if (error.code !== 'DINGTALK_IP_NOT_ALLOWED') return unclear(name, error);
  const address = /request ip\s*=\s*([0-9a-f.:]{2,45})/i.exec(error.providerMessage ?? '')?.[1];
  const facts = factsOf(error);
  return wrong(
    name,
    {
      en: `${address ? `DingTalk sees this machine as ${address}, which` : 'this machine’s address'} is not in the app’s list${facts}`,
      zh: `${address ? `钉钉看到的本机地址是 ${address}，` : '本机地址'}不在应用的名单中${facts}`,
    },
    remedies.ipNotAllowed(address),
    codeOf(error),
  );
}

/** DingTalk's words for an organization it does not know, besides its `unknownError`. */
const noSuchOrganization: ReadonlySet<string> = new Set(['unknownError', '33001', '40013', '52010']);

function findOrganization(organization: Outcome<unknown> | undefined, allowList: Finding): Finding {
  const name = 'corp-id';
  if (!organization) return skipped(name, remedies.corpIdMissing());
  const { error } = organization;
  if (!error)
    return ok(name, { en: 'the app has a token for this organization', zh: '应用能取得该组织的令牌' });
  if (error.code === 'DINGTALK_IP_NOT_ALLOWED') return after(name, allowList.name);
  const facts = factsOf(error);
  if (error.code === 'DINGTALK_CREDENTIALS') {
    return wrong(
      name,
      {
        en: `the app is neither of this organization nor authorized by it${facts}`,
        zh: `应用不属于该组织，也未获该组织授权${facts}`,
      },
      remedies.corpIdRefused(),
      codeOf(error),
    );
  }
  if (!noSuchOrganization.has(codeOf(error))) return unclear(name, error);
  return wrong(
    name,
    { en: `DingTalk knows no such organization${facts}`, zh: `钉钉没有这样的组织${facts}` },
    remedies.corpIdRefused(),
    codeOf(error),
  );
}

const directoryChecks = [
  'permission:qyapi_get_member',
  'permission:qyapi_get_department_list',
  'contact-scope',
  'permission:fieldEmail',
  'permission:fieldMobile',
] as const;

export function* skipDirectory(because: CheckName): Generator<Finding> {
  for (const name of directoryChecks) yield after(name, because);
}

/** Nobody has it, so that asking about them shows nothing but whether one may ask. */
const madeUpId = 'passport-dingtalk-oauth2-doctor';

async function* checkPermissions(
  client: DingTalkClient,
  token: string,
  state: AppState,
): AsyncGenerator<Finding> {
  const byUnionId = await attempt(() => client.userByUnionId(token, madeUpId));
  const record = await attempt(() => client.member(token, madeUpId));
  const member = findPermission('qyapi_get_member', [byUnionId, record]);
  if (member.state !== 'ok') state.membersFail = member.name;
  yield member;
  const department = await attempt(() => client.department(token, rootDepartment));
  yield findPermission('qyapi_get_department_list', [department]);
}

/**
 * What the service behind the gateway says of somebody or something that is not there, or not for this app to see.
 * The gateway has let the question through then.
 */
const answers: ReadonlySet<string> = new Set([
  '33012',
  '40003',
  '400002',
  '400023',
  '50002',
  '50004',
  '60003',
  '60111',
  '60121',
]);

function findPermission(
  permission: 'qyapi_get_member' | 'qyapi_get_department_list',
  outcomes: readonly Outcome<unknown>[],
): Finding {
  const name = `permission:${permission}` as const;
  const errors = outcomes.flatMap(({ error }) => (error ? [error] : []));
  const refused = errors.find(({ code }) => code === 'DINGTALK_PERMISSION');
  if (refused) return permissionMissing(name, permission, refused);
  const odd = errors.find(({ providerCode = '' }) => !answers.has(providerCode));
  return odd ? unclear(name, odd) : ok(name, granted);
}

export const granted = { en: 'granted', zh: '已开通' };

export function permissionMissing(name: CheckName, permission: string, error: DingTalkError): Finding {
  const link = /https:\/\/open-dev\.dingtalk\.(?:com|io)\/[\w./-]*\?[\w.%=&-]+/.exec(
    error.providerMessage ?? '',
  )?.[0];
  const facts = factsOf(error);
  return wrong(
    name,
    { en: `not granted${facts}`, zh: `未开通${facts}` },
    remedies.permissionMissing(permission, link),
    codeOf(error),
  );
}

function* findScopes(scopes: Outcome<DingTalkAppScopes>): Generator<Finding> {
  if (scopes.error) {
    for (const name of ['contact-scope', 'permission:fieldEmail', 'permission:fieldMobile'] as const) {
      yield unclear(name, scopes.error);
    }
    return;
  }
  yield findContactScope(scopes.value);
  yield findField('fieldEmail', 'email', scopes.value);
  yield findField('fieldMobile', 'mobile', scopes.value);
}

function findContactScope({ departmentIds, userIds }: DingTalkAppScopes): Finding {
  const name = 'contact-scope';
  if (departmentIds.includes(rootDepartment))
    return ok(name, { en: 'the whole organization', zh: '整个组织' });
  if (departmentIds.length + userIds.length === 0) {
    return wrong(name, { en: 'nobody', zh: '没有任何人' }, remedies.contactScope());
  }
  const departments = departmentIds.length
    ? { en: `the departments ${departmentIds.join(', ')} and `, zh: `部门 ${departmentIds.join('、')} 以及` }
    : { en: '', zh: '' };
  const { length } = userIds;
  return {
    name,
    // Whether anybody else is to sign in, DingTalk cannot say.
    state: 'unknown',
    message: {
      en: `only ${departments.en}${length} ${length === 1 ? 'person' : 'people'} by name; nobody else has a staff record here`,
      zh: `仅限${departments.zh}单独指定的 ${length} 人；读不到其他人的员工档案`,
    },
    remedy: remedies.contactScope(),
  };
}

function findField(
  permission: 'fieldEmail' | 'fieldMobile',
  field: 'email' | 'mobile',
  { userFields }: DingTalkAppScopes,
): Finding {
  const name = `permission:${permission}` as const;
  if (userFields.includes(field)) return ok(name, granted);
  if (userFields.length === 0) {
    return {
      name,
      state: 'unknown',
      message: {
        en: 'DingTalk names no fields that the app may read',
        zh: '钉钉没有告知应用可以读取哪些字段',
      },
    };
  }
  return wrong(
    name,
    {
      en: `not granted, as far as it shows: \`${field}\` is none of the fields that the app may read; a third-party app never may`,
      zh: `看来未开通：应用可读取的字段中没有 \`${field}\`；第三方应用始终不能读取`,
    },
    remedies.permissionMissing(permission),
  );
}
