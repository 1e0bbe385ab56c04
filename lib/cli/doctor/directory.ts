import { rootDepartment } from '../../dingtalk/app-scopes.js';
import { type Words, words } from '../language.js';
import { grant, widenContactScope } from './console.js';
import type { Check, Examination, Outcome } from './examine.js';
import { type Finding, ok, skipped, unlessUsed, wrong } from './finding.js';
import type { Use } from './settings.js';

/** What the app may read of its organization. */
export const directoryChecks: readonly Check[] = [
  {
    name: 'permission:qyapi_get_member',
    needs: ['app'],
    make: (exam) =>
      findPermission(exam, 'qyapi_get_member', ['membership', 'staff'], (token) => [
        () => exam.client.userByUnionId(token, madeUpId),
        () => exam.client.member(token, madeUpId),
      ]),
  },
  {
    name: 'permission:qyapi_get_department_list',
    needs: ['app'],
    make: (exam) =>
      findPermission(exam, 'qyapi_get_department_list', ['departments'], (token) => [
        () => exam.client.department(token, rootDepartment),
      ]),
  },
  { name: 'contact-scope', needs: ['app'], make: findContactScope },
  { name: 'permission:fieldEmail', needs: ['app'], make: (exam) => findField(exam, 'fieldEmail', 'email') },
  {
    name: 'permission:fieldMobile',
    needs: ['app'],
    make: (exam) => findField(exam, 'fieldMobile', 'mobile'),
  },
];

/** Nobody has it, so that asking about them shows nothing but whether one may ask. */
const madeUpId = 'passport-dingtalk-oauth2-doctor';

/**
 * What the service behind the gateway says of somebody or something that is not there, or not for this app to see.
 * The gateway has let the question through then.
 */
const answers: ReadonlySet<string> = new Set([
  ...['33012', '40003', '400002', '400023', '50002', '50004', '60003', '60111', '60121'],
]);

export const granted: Words = words('granted', '已开通');

async function findPermission(
  exam: Examination,
  permission: string,
  uses: readonly Use[],
  callsWith: (token: string) => (() => Promise<unknown>)[],
): Promise<Finding> {
  const { appToken = '' } = exam;
  const failures: Finding[] = [];
  for (const call of callsWith(appToken)) {
    const { failed }: Outcome<unknown> = await exam.ask(call);
    if (failed && !answers.has(failed.code ?? '')) failures.push(failed);
  }
  const refused = failures.find(({ cause }) => cause === 'permission');
  if (refused) return unlessUsed(withScope(refused, permission), exam.isUsed(uses, false));
  const [failed] = failures;
  if (failed) return unlessUsed(failed, exam.isUsed(uses, true));
  exam.isGranted.add(permission);
  return ok(granted);
}

/** A refusal with the permission by name, which DingTalk doesn't always give. */
export function withScope(refused: Finding, permission: string): Finding {
  if (refused.scopes?.length) return refused;
  const message = words(
    `not granted: ${permission} [${refused.code}]`,
    `未开通：${permission} [${refused.code}]`,
  );
  return { ...refused, message, scopes: [permission], remedy: grant([permission]) };
}

function findContactScope(exam: Examination): Finding {
  const { scopes, scopesRefused } = exam;
  if (!scopes)
    return unlessUsed(
      withScope(scopesRefused as Finding, 'qyapi_base'),
      exam.isUsed(['membership', 'staff'], false),
    );
  const { departmentIds, userIds } = scopes;
  if (departmentIds.includes(rootDepartment)) return ok(words('the whole organization', '整个组织'));
  if (departmentIds.length + userIds.length === 0) {
    const nobody = wrong('contact-scope', words('nobody', '读不到任何成员'), widenContactScope);
    return unlessUsed(nobody, exam.isUsed(['membership', 'staff'], exam.isGranted.has('qyapi_get_member')));
  }
  const { length } = userIds;
  const people = words(`${length} ${length === 1 ? 'person' : 'people'} by name`, `单独指定的 ${length} 人`);
  const list = departmentIds.slice(0, 10);
  const departments =
    departmentIds.length > 0
      ? words(`departments ${list.join(', ')} and ${people.en}`, `部门 ${list.join('、')} 和${people.zh}`)
      : people;
  // Whether anybody else is to sign in, DingTalk can't say.
  return {
    state: 'note',
    cause: 'contact-scope',
    message: words(`only ${departments.en}`, `仅限${departments.zh}`),
    remedy: widenContactScope,
  };
}

function findField(exam: Examination, permission: string, field: 'email' | 'mobile'): Finding {
  const { scopes } = exam;
  if (exam.isThirdParty)
    return skipped(
      'third-party',
      words('a third-party app never may: nothing to do', '第三方企业应用不能读取，无需处理'),
    );
  if (!scopes || scopes.userFields.length === 0) {
    return skipped(
      'not-told',
      words('DingTalk names no fields that the app may read', '返回结果中没有可读取的字段'),
    );
  }
  if (scopes.userFields.includes(field)) return ok(granted);
  const missing: Finding = {
    ...wrong('permission', words(`not granted: ${permission}`, `未开通：${permission}`), grant([permission])),
    scopes: [permission],
  };
  // Of mobile numbers the profile has one of its own.
  const isUsed = exam.isUsed([field], false) && (field === 'email' || exam.isUsed(['staff'], false));
  return unlessUsed(missing, isUsed);
}
