import { readTransportOptions } from '../../dingtalk/options.js';
import { SsoClient } from '../../dingtalk/sso-client.js';
import type { Say } from '../language.js';
import { finalCauses } from './causes.js';
import { pages, publishing, remedy, showCredentials } from './console.js';
import type { CheckContext, Make } from './context.js';
import { dependsOn, type Finding, fault, ok, skipped } from './finding.js';
import type { Settings } from './settings.js';

/** What every call of the app depends on: the credentials, the organization, and that it may call from here. */
export const appChecks = {
  async credentials(context) {
    const { settings, say, client } = context;
    const { corpId } = settings;
    const own = await context.ask(() => client.appAccessToken());
    if (own.value) {
      context.appToken = own.value.accessToken;
      return ok(say('Client ID and Client Secret are accepted', 'Client ID 和 Client Secret 有效'));
    }
    if (own.failed.cause !== 'credentials') return own.failed;
    // A third-party app has no token but for an organization, and is refused here with the same words.
    const organization = corpId === undefined ? undefined : await context.ask(() => client.corpToken(corpId));
    context.isThirdParty = Boolean(organization?.value) || organization?.failed?.cause === 'not-authorized';
    if (context.isThirdParty) {
      return ok(say('accepted, as those of a third-party app', '有效（第三方企业应用）'));
    }
    return { ...own.failed, remedy: credentialsRefused(settings) };
  },

  async 'corp-id'(context) {
    const { settings, say, client } = context;
    const { corpId } = settings;
    if (corpId === undefined) return findAbsent(context, 'DINGTALK_CORP_ID');
    const { value, failed } = await context.ask(() => client.corpToken(corpId));
    if (value) {
      context.appToken = value.accessToken;
      return ok(say('the app has a token for this organization', '应用能取得组织的令牌'));
    }
    const { cause, code, detail } = failed;
    // DingTalk's word for a corpId that it doesn't know is that of any trouble.
    if (code === 'unknownError') return { ...fault('no-organization', settings, { corpId }, code), detail };
    if (cause === 'credentials') return { ...fault('not-authorized', settings, {}, code), detail };
    if (cause === 'not-authorized' || cause === 'no-organization') return failed;
    return withoutDirectory(failed, say);
  },

  /** By a call that every app may make. */
  async app(context) {
    const { say, client, appToken, routes } = context;
    if (appToken === undefined) return dependsOn('corp-id', say);
    if (routes?.isOapiLost) return dependsOn('network', say);
    context.scopes = await context.ask(() => client.appScopes(appToken), 'qyapi_base');
    const { failed } = context.scopes;
    // An app that is told which permission it lacks was let in.
    if (!failed || failed.cause === 'permission') {
      return ok(say('the app is enabled and can call from this address', '应用已启用，允许从本机地址调用'));
    }
    if (aboutApp.includes(failed.cause ?? '')) return failed;
    return withoutDirectory(failed, say);
  },

  /** The organization's own secret, for sign-in from the admin console; no app has a part in it. */
  async 'sso-secret'(context) {
    const { settings, say } = context;
    const { corpId, ssoSecret } = settings;
    if (ssoSecret === undefined) return findAbsent(context, 'DINGTALK_SSO_SECRET');
    if (corpId === undefined) return findAbsent(context, 'DINGTALK_CORP_ID');
    const client = new SsoClient({ ...readTransportOptions(context.transport), corpId, ssoSecret });
    const { failed } = await context.ask(() => client.accessToken());
    if (!failed) return ok(say('accepted with this corpId', 'SSOSecret 与 CorpId 有效'));
    const { cause, code, detail } = failed;
    return cause === 'credentials' ? { ...fault('wrong-sso-secret', settings, {}, code), detail } : failed;
  },
} satisfies Record<string, Make>;

/** What keeps the application from the organization's directory, which only some applications use. */
function withoutDirectory(failed: Finding, say: Say): Finding {
  const more = say('; `membership` and `staff` fail too', '；`membership` 和 `staff` 也无法使用');
  return { ...failed, message: failed.message + more };
}

/** DingTalk has one answer for all of these. */
function credentialsRefused({ region, originsFrom, corpId, environment, say }: Settings): string {
  const [other, host] = region === 'cn' ? ['intl', 'dingtalk.io'] : ['cn', 'dingtalk.com'];
  const older = ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'].filter(environment.isOverridden);
  const { file } = environment;
  const cases = [
    ...older.map((name) =>
      say(
        `${name} is from the environment; ${file} has another value.`,
        `${name} 取自环境变量，而 ${file} 中的值不同。`,
      ),
    ),
    say(
      `The two don’t belong to one app: compare both with ${pages.credentials}.`,
      `两者不属于同一个应用：请与 ${pages.credentials} 核对。`,
    ),
    say(
      `No version of the app was ever published: ${pages.versions}.`,
      `应用从未发布过版本：${pages.versions}。`,
    ),
    !originsFrom &&
      say(
        `The app belongs to ${host}: set DINGTALK_REGION=${other}.`,
        `应用属于 ${host}：请设置 DINGTALK_REGION=${other}。`,
      ),
    corpId === undefined &&
      say(
        'It is a third-party app (第三方企业应用), which has a token only for an organization: set DINGTALK_CORP_ID.',
        '这是第三方企业应用，只能取得某个组织的令牌：请设置 DINGTALK_CORP_ID。',
      ),
  ].filter((one) => one !== false);
  const intro = say('DingTalk’s answer is the same in all of these cases:', '以下情况，钉钉的返回结果相同：');
  const numbered = cases.map((one, index) => `${index + 1}. ${one}`);
  return remedy([intro, ...numbered], [showCredentials, ...publishing], say);
}

/** What is only missed by those who use the admin console. */
function findAbsent(context: CheckContext, name: string): Finding {
  const absent = fault('not-given', context.settings, { name });
  return context.isUsed(['admin']) ? absent : skipped('not-given', absent.message);
}

/** Causes that have nothing to do with which host answered. */
const aboutApp: readonly string[] = [...finalCauses, 'throttled', 'quota', 'credentials'];
