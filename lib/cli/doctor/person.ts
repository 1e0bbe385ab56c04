import { isMember } from '../../organization/membership.js';
import type { Say } from '../language.js';
import { grant } from './console.js';
import type { Make } from './context.js';
import { granted } from './directory.js';
import { type Finding, fault, ok, skipped, unlessUsed } from './finding.js';
import { usesOf } from './settings.js';

/** What only a sign-in shows. It is pasted into issues: of people it says which values there are, and how long. */
export const personChecks = {
  async 'permission:Contact.User.Read'(context) {
    const { client, tokens, code, secrets } = context;
    const call = () => client.for({ secrets: [code] }).me(tokens?.accessToken ?? '');
    const { value, failed } = await context.ask(call, 'Contact.User.Read');
    if (value) {
      secrets.learn(value.unionId);
      secrets.learnPerson(value.json);
      context.user = value;
      return granted(context);
    }
    // A profile of DingTalk's, but for the one field that tells people apart.
    const isProfile =
      failed.cause === 'unexpected-json' && /"(?:openId|nick)"/.test(context.lastAnswer?.body ?? '');
    return isProfile ? granted(context) : failed;
  },

  'union-id'({ user, settings, say }) {
    return user ? describeText('unionId', user.unionId, say) : fault('no-union-id', settings);
  },

  'permission:Contact.User.mobile'(context) {
    const { user, settings, say } = context;
    const { mobile, stateCode } = user ?? {};
    if (mobile?.includes('*')) {
      return ok(
        say(
          'granted, but masked: third-party apps never get the whole number',
          '已开通，但号码已脱敏：第三方企业应用无法取得完整号码',
        ),
      );
    }
    if (mobile) {
      const digits = /^\+?(\d{1,4})$/.exec(stateCode ?? '')?.[1];
      const country = digits ? `+${digits}` : say('no country code', '无国家代码');
      const { length } = mobile.replace(/\D/g, '');
      return ok(say(`${country}, ${length} digits`, `${country}，${length} 位数字`));
    }
    const missing = { ...fault('no-mobile', settings), remedy: grant(['Contact.User.mobile'], say) };
    return { ...missing, state: context.isUsed(['mobile']) ? 'unknown' : 'note' };
  },

  'corp-id-in-token'({ tokens, settings, say }) {
    const corpId = tokens?.corpId;
    if (corpId === undefined) return unlessUsed(fault('no-corp-id', settings), settings.corpId !== undefined);
    const isOther = settings.corpId !== undefined && settings.corpId !== corpId;
    return isOther ? fault('other-organization', settings) : describeText('corpId', corpId, say);
  },

  async refresh(context) {
    const { client, tokens, say } = context;
    const refreshToken = tokens?.refreshToken;
    if (refreshToken === undefined) {
      return skipped('not-given', say('no refresh token was returned', '没有返回刷新令牌'));
    }
    const { value, failed } = await context.askOnce(() => client.refresh(refreshToken));
    if (failed) return unlessUsed(failed, context.isUsed(['refresh']));
    return ok(say(`new tokens for ${value.expiresIn} seconds`, `换得新令牌，有效期 ${value.expiresIn} 秒`));
  },

  /** For the report: what DingTalk says to a code that was used is known from few sources. */
  async 'used-code'(context) {
    const { client, code = '', settings, say } = context;
    const { failed } = await context.askOnce(() => client.exchangeCode(code));
    if (failed?.cause === 'code-refused') return ok(say('refused, as it should be', '被拒绝，符合预期'));
    return unlessUsed(failed ?? fault('code-taken-twice', settings), false);
  },

  async membership(context) {
    const { client, appToken = '', user, settings } = context;
    const unionId = user?.unionId ?? '';
    const own = client.for({ secrets: [unionId] });
    const { value, failed } = await context.ask(() => own.userByUnionId(appToken, unionId));
    if (!value || !isMember(value.contactType)) {
      const finding = failed ?? fault('external-contact', settings);
      return unlessUsed(finding, context.isUsed(usesOf('qyapi_get_member'), true));
    }
    context.secrets.learn(value.userId);
    context.secrets.learnPerson(value.userId);
    context.userId = value.userId;
    return ok(context.say('a member of the organization', '组织成员'));
  },

  async 'staff-record'(context) {
    const { client, appToken = '', userId = '', user, secrets, say } = context;
    const own = client.for({ secrets: [user?.unionId, userId] });
    const { value, failed } = await context.ask(() => own.member(appToken, userId));
    // What has been granted is there to be used.
    if (failed) return unlessUsed(failed, context.isUsed(usesOf('qyapi_get_member'), true));
    secrets.learnPerson(value);
    const names = Object.keys(value);
    const absent = ['orgEmail', 'email', 'mobile'].filter((name) => !names.includes(name));
    const list = (some: readonly string[]) => some.join(say(', ', '、'));
    return ok(list(names) + (absent.length > 0 ? say('; without ', '；没有 ') + list(absent) : ''));
  },
} satisfies Record<string, Make>;

function describeText(name: string, text: string, say: Say): Finding {
  const { length } = [...text];
  return ok(say(`${name} of ${length} characters`, `${name} 共 ${length} 个字符`));
}
