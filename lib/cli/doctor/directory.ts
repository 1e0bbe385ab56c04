import { rootDepartment } from '../../dingtalk/readers.js';
import type { Say } from '../language.js';
import { lacking } from './causes.js';
import type { CheckContext, Make } from './context.js';
import { type Finding, fault, ok, skipped, unlessUsed } from './finding.js';
import { usesOf } from './settings.js';

/** What the app may read of its organization. */
export const directoryChecks = {
  'permission:qyapi_get_member'(context) {
    const { client, appToken = '' } = context;
    return findPermission(context, 'qyapi_get_member', [
      () => client.userByUnionId(appToken, madeUpId),
      () => client.member(appToken, madeUpId),
    ]);
  },

  'permission:qyapi_get_department_list'(context) {
    const { client, appToken = '' } = context;
    const call = () => client.department(appToken, rootDepartment);
    return findPermission(context, 'qyapi_get_department_list', [call]);
  },

  'contact-scope'(context) {
    const { scopes, settings, say } = context;
    if (scopes?.failed) return unlessUsed(scopes.failed, context.isUsed(usesOf('qyapi_get_member')));
    const { departmentIds = [], userIds = [] } = scopes?.value ?? {};
    if (departmentIds.includes(rootDepartment)) return ok(say('the whole organization', '整个组织'));
    const isEmpty = departmentIds.length + userIds.length === 0;
    const message = describeScope(departmentIds, userIds.length, say);
    const finding = { ...fault('contact-scope', settings), message };
    // Whether anybody else is to sign in, DingTalk can't say.
    const isRead = context.isUsed(usesOf('qyapi_get_member'), context.granted.has('qyapi_get_member'));
    return unlessUsed(finding, isEmpty && isRead);
  },

  'permission:fieldEmail': (context) => findField(context, 'fieldEmail', 'email'),
  'permission:fieldMobile': (context) => findField(context, 'fieldMobile', 'mobile'),
} satisfies Record<string, Make>;

/** Nobody has it, so that asking about them shows nothing but whether one may ask. */
const madeUpId = 'passport-dingtalk-oauth2-doctor';

/** Of somebody or something that is not there, or not for this app to see: the gateway has let the question through. */
const answers = ['33012', '40003', '400002', '400023', '50002', '50004', '60003', '60111', '60121'];

export function granted({ say }: CheckContext): Finding {
  return ok(say('granted', '已开通'));
}

async function findPermission(context: CheckContext, permission: string, calls: (() => Promise<object>)[]) {
  const failures: Finding[] = [];
  for (const call of calls) {
    const { failed } = await context.ask(call, permission);
    if (failed && !answers.includes(failed.code ?? '')) failures.push(failed);
  }
  const failure = failures.find(({ cause }) => cause === 'permission') ?? failures[0];
  if (failure) {
    return unlessUsed(failure, context.isUsed(usesOf(permission), failure.cause !== 'permission'));
  }
  context.granted.add(permission);
  return granted(context);
}

/** `only departments 2, 3 and 5 individual users` */
function describeScope(departmentIds: readonly number[], users: number, say: Say): string {
  const ids = departmentIds.slice(0, 10).join(say(', ', '、'));
  const more = departmentIds.length > 10 ? say(', …', '等') : '';
  const noun = departmentIds.length === 1 ? 'department' : 'departments';
  const departments = say(`${noun} ${ids}${more}`, `部门 ${ids}${more}`);
  const people = say(`${users} individual ${users === 1 ? 'user' : 'users'}`, `单独指定的 ${users} 人`);
  const parts = [...(ids ? [departments] : []), ...(users > 0 ? [people] : [])];
  if (parts.length === 0) return say('nobody', '读不到任何成员');
  return say('only ', '仅限') + parts.join(say(' and ', ' 和'));
}

function findField(context: CheckContext, permission: string, field: 'email' | 'mobile'): Finding {
  const { settings, say } = context;
  const scopes = context.scopes?.value;
  if (context.isThirdParty) {
    return skipped(
      'third-party',
      say('never available to third-party apps: nothing to do', '第三方企业应用不能读取，无需处理'),
    );
  }
  if (!scopes || scopes.userFields.length === 0) {
    return skipped(
      'not-told',
      say('DingTalk doesn’t list the fields that the app can read', '返回结果中没有可读取的字段'),
    );
  }
  if (scopes.userFields.includes(field)) return granted(context);
  // Of mobile numbers the profile has one of its own.
  const isUsed = context.isUsed([field]) && (field === 'email' || context.isUsed(['staff']));
  return unlessUsed(lacking([permission], settings), isUsed);
}
