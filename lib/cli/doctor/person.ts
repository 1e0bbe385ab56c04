import { words } from '../language.js';
import { grant } from './console.js';
import { granted, withScope } from './directory.js';
import { describeMobile, describeStaff, describeText } from './discretion.js';
import type { Check, Examination } from './examine.js';
import { type Finding, ok, skipped, unlessUsed, wrong } from './finding.js';

const isMade = ({ isSigningIn }: Examination): boolean => isSigningIn;

/** What only a person's sign-in shows. */
export const personChecks: readonly Check[] = [
  { name: 'permission:Contact.User.Read', needs: ['sign-in'], make: findUser },
  { name: 'union-id', needs: ['permission:Contact.User.Read'], isMade, make: findUnionId },
  {
    name: 'permission:Contact.User.mobile',
    needs: ['permission:Contact.User.Read', 'union-id'],
    isMade,
    make: findMobile,
  },
  { name: 'corp-id-in-token', needs: ['sign-in'], isMade, make: findCorpId },
  { name: 'refresh', needs: ['sign-in'], isMade, make: refresh },
  {
    name: 'used-code',
    needs: ['sign-in'],
    isMade: (exam) => exam.isSigningIn && exam.settings.report !== undefined,
    make: exchangeAgain,
  },
  { name: 'membership', needs: ['union-id', 'permission:qyapi_get_member'], isMade, make: findMembership },
  { name: 'staff-record', needs: ['membership'], isMade, make: findRecord },
];

async function findUser(exam: Examination): Promise<Finding> {
  const { client, tokens, code, discretion } = exam;
  const { value, failed } = await exam.ask(() => client.for({ secrets: [code] }).me(tokens?.accessToken ?? ''));
  if (value) {
    discretion.learnPerson(value.json);
    exam.user = value;
    return ok(granted);
  }
  if (failed.cause === 'permission') return withScope(failed, 'Contact.User.Read');
  // A profile of DingTalk's, but for the one field that tells people apart.
  if (failed.cause === 'unexpected-json' && /"(?:openId|nick)"/.test(exam.lastBody)) return ok(granted);
  return failed;
}

function findUnionId({ user }: Examination): Finding {
  if (user) return ok(describeText('unionId', user.unionId));
  return wrong(
    'no-union-id',
    words('DingTalk’s answer has no unionId', '返回结果中没有 unionId'),
    words(
      'Send a report in (--report): without a unionId nobody can be told from anybody else.',
      '请提交报告（--report）：没有 unionId，就无法区分用户。',
    ),
  );
}

function findMobile(exam: Examination): Finding {
  const { mobile, stateCode } = exam.user ?? {};
  if (mobile?.includes('*')) {
    return ok(
      words(
        'granted, but masked: a third-party app never gets the whole number',
        '已开通，但号码已脱敏：第三方企业应用无法取得完整号码',
      ),
    );
  }
  if (mobile) return ok(describeMobile(mobile, stateCode));
  return {
    state: exam.isUsed(['mobile'], false) ? 'unknown' : 'note',
    cause: 'no-mobile',
    message: words(
      'no mobile number came: it isn’t granted, or the person has none',
      '没有返回手机号：未开通，或该用户没有手机号',
    ),
    remedy: grant(['Contact.User.mobile']),
  };
}

function findCorpId({ tokens, settings }: Examination): Finding {
  const corpId = tokens?.corpId;
  if (corpId === undefined) {
    const finding = wrong(
      'no-corp-id',
      words(
        'no organization came, though the scope was `openid corpid`',
        'scope 为 `openid corpid`，但没有返回组织',
      ),
      words(
        'Choose an organization on DingTalk’s page. Without a corpId, `allowedCorpIds` admits nobody; `membership` needs none.',
        '请在授权页面上选择组织。没有 corpId 时，`allowedCorpIds` 会拒绝所有人；`membership` 不需要 corpId。',
      ),
    );
    return unlessUsed(finding, settings.corpId !== undefined);
  }
  if (settings.corpId === undefined || settings.corpId === corpId) return ok(describeText('corpId', corpId));
  return wrong(
    'other-organization',
    words('another organization was chosen than DINGTALK_CORP_ID', '所选组织与 DINGTALK_CORP_ID 不同'),
    words(
      'Choose the other organization on DingTalk’s page, or compare DINGTALK_CORP_ID with the console’s 首页.',
      '请在授权页面上选择另一个组织，或把 DINGTALK_CORP_ID 与开发者后台首页核对。',
    ),
  );
}

async function refresh(exam: Examination): Promise<Finding> {
  const { client, tokens, discretion } = exam;
  const refreshToken = tokens?.refreshToken;
  if (refreshToken === undefined)
    return skipped('not-given', words('no refresh token came', '没有返回刷新令牌'));
  const { value, failed } = await exam.ask(() => client.refresh(refreshToken));
  if (failed) return unlessUsed(failed, exam.isUsed(['refresh'], false));
  discretion.learn(value.accessToken, value.refreshToken);
  return ok(words(`new tokens for ${value.expiresIn} seconds`, `换得新令牌，有效期 ${value.expiresIn} 秒`));
}

/** For the report: what DingTalk says to a code that was used is known from few sources. */
async function exchangeAgain(exam: Examination): Promise<Finding> {
  const { client, code = '', discretion } = exam;
  const { value, failed } = await exam.ask(() => client.exchangeCode(code));
  if (failed?.cause === 'code-refused')
    return ok(words(`refused, as it should be [${failed.code}]`, `被拒绝，符合预期 [${failed.code}]`));
  if (failed) return unlessUsed(failed, false);
  discretion.learn(value.accessToken, value.refreshToken);
  const message = words(
    'DingTalk took the same code twice: please send the report in',
    '同一个授权码可以使用两次：请提交报告',
  );
  return { state: 'note', cause: 'code-taken-twice', message };
}

const byDirectory = (exam: Examination): boolean => exam.isUsed(['membership', 'staff'], true);

async function findMembership(exam: Examination): Promise<Finding> {
  const { client, appToken = '', user } = exam;
  const unionId = user?.unionId ?? '';
  const { value, failed } = await exam.ask(() => client.for({ secrets: [unionId] }).userByUnionId(appToken, unionId));
  if (value?.contactType === 0) {
    exam.discretion.learnPerson(value.userId);
    exam.userId = value.userId;
    return ok(words('a member of the organization', '组织成员'));
  }
  if (failed) return unlessUsed(failed, byDirectory(exam));
  const external = wrong(
    'external-contact',
    words('an external contact (外部联系人), not a member', '外部联系人，不是成员'),
    words(
      'Sign in as a member of the organization: `membership: "required"` admits nobody else.',
      '请以组织成员的身份登录：使用 `membership: "required"` 时，其他人无法登录。',
    ),
  );
  return unlessUsed(external, byDirectory(exam));
}

async function findRecord(exam: Examination): Promise<Finding> {
  const { client, appToken = '', userId = '', user, discretion } = exam;
  const { value, failed } = await exam.ask(() =>
    client.for({ secrets: [user?.unionId, userId] }).member(appToken, userId),
  );
  if (failed) return unlessUsed(failed, byDirectory(exam));
  discretion.learnPerson(value);
  return ok(describeStaff(value));
}
