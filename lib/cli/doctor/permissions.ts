import { type DingTalkAppScopes, rootDepartment } from '../../dingtalk/app-scopes.js';
import type { DingTalkClient } from '../../dingtalk/client.js';
import type { DingTalkError } from '../../dingtalk/errors.js';
import type { Words } from '../language.js';
import { after, type CheckName, codeOf, type Finding, factsOf, ok, unclear, wrong } from './finding.js';
import { type AppState, attempt, type Outcome } from './outcome.js';
import * as remedies from './remedies.js';

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

/** Whether the app may ask the directory at all. */
export async function* checkPermissions(
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

export const granted: Words = { en: 'granted', zh: '已开通' };

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

/** What of the organization the app may see. */
export function* findScopes(scopes: Outcome<DingTalkAppScopes>): Generator<Finding> {
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
        zh: '返回结果中没有可读取的字段',
      },
    };
  }
  return wrong(
    name,
    {
      en: `not granted, as far as it shows: \`${field}\` is none of the fields that the app may read; a third-party app never may`,
      zh: `看来未开通：应用可读取的字段中没有 \`${field}\`；第三方企业应用始终不能读取`,
    },
    remedies.permissionMissing(permission),
  );
}
