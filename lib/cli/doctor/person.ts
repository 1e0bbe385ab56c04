import type { DingTalkStaff } from '../../dingtalk/staff.js';
import { isMember } from '../../organization/membership.js';
import { grant } from './console.js';
import { granted, withScope } from './directory.js';
import { type Finding, fault, ok, skipped, unlessUsed } from './finding.js';
import type { Check, CheckContext } from './run-checks.js';

const isMade = ({ isSigningIn }: CheckContext): boolean => isSigningIn;

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
    isMade: (context) => context.isSigningIn && context.settings.report !== undefined,
    make: exchangeAgain,
  },
  { name: 'membership', needs: ['union-id', 'permission:qyapi_get_member'], isMade, make: findMembership },
  { name: 'staff-record', needs: ['membership'], isMade, make: findRecord },
];

async function findUser(context: CheckContext): Promise<Finding> {
  const { client, tokens, code, secrets } = context;
  const { value, failed } = await context.ask(() =>
    client.for({ secrets: [code] }).me(tokens?.accessToken ?? ''),
  );
  if (value) {
    secrets.learnPerson(value.json);
    context.user = value;
    return granted;
  }
  if (failed.cause === 'permission') return withScope(failed, 'Contact.User.Read', context);
  // A profile of DingTalk's, but for the one field that tells people apart.
  const isProfile = failed.cause === 'unexpected-json' && /"(?:openId|nick)"/.test(context.lastBody);
  return isProfile ? granted : failed;
}

function findUnionId({ user, settings }: CheckContext): Finding {
  return user ? describeText('unionId', user.unionId) : fault('no-union-id', settings);
}

function findMobile(context: CheckContext): Finding {
  const { mobile, stateCode } = context.user ?? {};
  if (mobile?.includes('*')) {
    return ok(
      'granted, but masked: third-party apps never get the whole number',
      '已开通，但号码已脱敏：第三方企业应用无法取得完整号码',
    );
  }
  if (mobile) return describeMobile(mobile, stateCode);
  const missing = { ...fault('no-mobile', context.settings), remedy: grant(['Contact.User.mobile']) };
  return { ...missing, state: context.isUsed(['mobile'], false) ? 'unknown' : 'note' };
}

function findCorpId({ tokens, settings }: CheckContext): Finding {
  const corpId = tokens?.corpId;
  if (corpId === undefined) return unlessUsed(fault('no-corp-id', settings), settings.corpId !== undefined);
  const isOther = settings.corpId !== undefined && settings.corpId !== corpId;
  return isOther ? fault('other-organization', settings) : describeText('corpId', corpId);
}

async function refresh(context: CheckContext): Promise<Finding> {
  const { client, tokens, secrets } = context;
  const refreshToken = tokens?.refreshToken;
  if (refreshToken === undefined)
    return skipped('not-given', 'no refresh token was returned', '没有返回刷新令牌');
  const { value, failed } = await context.askOnce(() => client.refresh(refreshToken));
  if (failed) return unlessUsed(failed, context.isUsed(['refresh'], false));
  secrets.learn(value.accessToken, value.refreshToken);
  return ok(`new tokens for ${value.expiresIn} seconds`, `换得新令牌，有效期 ${value.expiresIn} 秒`);
}

/** For the report: what DingTalk says to a code that was used is known from few sources. */
async function exchangeAgain(context: CheckContext): Promise<Finding> {
  const { client, code = '', secrets, settings } = context;
  const { value, failed } = await context.askOnce(() => client.exchangeCode(code));
  if (failed?.cause === 'code-refused') return ok('refused, as it should be', '被拒绝，符合预期');
  if (value) secrets.learn(value.accessToken, value.refreshToken);
  return unlessUsed(failed ?? fault('code-taken-twice', settings), false);
}

async function findMembership(context: CheckContext): Promise<Finding> {
  const { client, appToken = '', user, settings } = context;
  const unionId = user?.unionId ?? '';
  const { value, failed } = await context.ask(() =>
    client.for({ secrets: [unionId] }).userByUnionId(appToken, unionId),
  );
  if (!value || !isMember(value.contactType)) {
    return unlessUsed(failed ?? fault('external-contact', settings), isByDirectory(context));
  }
  context.secrets.learnPerson(value.userId);
  context.userId = value.userId;
  return ok('a member of the organization', '组织成员');
}

async function findRecord(context: CheckContext): Promise<Finding> {
  const { client, appToken = '', userId = '', user, secrets } = context;
  const { value, failed } = await context.ask(() =>
    client.for({ secrets: [user?.unionId, userId] }).member(appToken, userId),
  );
  if (failed) return unlessUsed(failed, isByDirectory(context));
  secrets.learnPerson(value);
  return describeStaff(value);
}

/** What has been granted is there to be used. */
const isByDirectory = (context: CheckContext): boolean => context.isUsed(['membership', 'staff'], true);

// What the doctor prints is pasted into issues: of people it says which values there are, and how long they are.

function describeText(name: string, text: string): Finding {
  const { length } = [...text];
  return ok(`${name} of ${length} characters`, `${name} 共 ${length} 个字符`);
}

/** `+86, 11 digits` */
function describeMobile(mobile: string, stateCode = ''): Finding {
  const country = /^\+?\d{1,4}$/.test(stateCode) ? `+${stateCode.replace('+', '')}` : undefined;
  const { length } = mobile.replace(/\D/g, '');
  return ok(
    `${country ?? 'no country code'}, ${length} digits`,
    `${country ?? '无国家代码'}，${length} 位数字`,
  );
}

/** Which fields there are, by their names. */
function describeStaff(staff: DingTalkStaff): Finding {
  const there = Object.keys(staff);
  const absent = ['orgEmail', 'email', 'mobile'].filter((name) => !there.includes(name));
  if (absent.length === 0) return ok(there.join(', '));
  return ok(
    `${there.join(', ')}; without ${absent.join(', ')}`,
    `${there.join('、')}；没有 ${absent.join('、')}`,
  );
}
