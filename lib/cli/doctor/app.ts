import { SsoClient } from '../../dingtalk/sso-client.js';
import { type Words, words } from '../language.js';
import { finalCauses } from './causes.js';
import {
  compareCorpId,
  consoleUrl,
  credentialsPage,
  publishing,
  remedy,
  showCredentials,
  versionsPage,
} from './console.js';
import type { Check, Examination } from './examine.js';
import { dependsOn, type Finding, ok, skipped, wrong } from './finding.js';
import type { Settings } from './settings.js';

/** What every call of the app depends on: the credentials, the organization, and that it may call from here. */
export const appChecks: readonly Check[] = [
  { name: 'credentials', needs: ['settings', 'network'], make: findCredentials },
  { name: 'corp-id', needs: ['credentials'], make: findOrganization },
  { name: 'app', needs: ['credentials'], make: findApp },
];

export const ssoCheck: Check = { name: 'sso-secret', needs: ['settings', 'network'], make: findSso };

async function findCredentials(exam: Examination): Promise<Finding> {
  const { settings, client, discretion } = exam;
  const { corpId } = settings;
  const own = await exam.ask(() => client.appAccessToken());
  if (own.value) {
    discretion.learn(own.value.accessToken);
    exam.appToken = own.value.accessToken;
    return ok(words('Client ID and Client Secret are accepted', 'Client ID 和 Client Secret 有效'));
  }
  if (own.failed.cause !== 'credentials') return own.failed;
  // A third-party app has no token but for an organization, and is refused here with the same words.
  const organization = corpId === undefined ? undefined : await exam.ask(() => client.corpToken(corpId));
  if (organization && (organization.value || organization.failed.cause === 'not-authorized')) {
    exam.isThirdParty = true;
    return ok(
      words(
        'Client ID and Client Secret of a third-party app are accepted',
        '第三方企业应用的 Client ID 和 Client Secret 有效',
      ),
    );
  }
  return { ...own.failed, remedy: credentialsRefused(settings) };
}

/** DingTalk has one answer for all of these. */
function credentialsRefused({ region, originsFrom, corpId, environment }: Settings): Words {
  const [here, there, other] =
    region === 'cn' ? ['dingtalk.com', 'dingtalk.io', 'intl'] : ['dingtalk.io', 'dingtalk.com', 'cn'];
  const older = (['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'] as const).filter(environment.isOverridden);
  const { file } = environment;
  const en = [
    ...older.map((name) => `${name} is taken from the environment, and ${file} has another one.`),
    `The two are not of one app: compare both with ${credentialsPage}.`,
    `No version of the app was ever published: ${versionsPage}.`,
    ...(originsFrom ? [] : [`The app is not of ${here}: for ${there} set DINGTALK_REGION=${other}.`]),
    ...(corpId === undefined
      ? [
          'It is a third-party app (第三方企业应用), which has a token only for an organization: set DINGTALK_CORP_ID.',
        ]
      : []),
  ];
  const zh = [
    ...older.map((name) => `${name} 取自环境变量，而 ${file} 中的值不同。`),
    `两者不属于同一个应用：请与 ${credentialsPage} 核对。`,
    `应用从未发布过版本：${versionsPage}。`,
    ...(originsFrom ? [] : [`应用不属于 ${here}：如果是 ${there}，请设置 DINGTALK_REGION=${other}。`]),
    ...(corpId === undefined
      ? ['这是第三方企业应用，只能取得某个组织的令牌：请设置 DINGTALK_CORP_ID。']
      : []),
  ];
  const numbered = (lines: readonly string[]) => lines.map((line, index) => `${index + 1}. ${line}`);
  return remedy(
    ['DingTalk’s answer is the same in all of these cases:', ...numbered(en)],
    ['以下情况，钉钉的返回结果相同：', ...numbered(zh)],
    [showCredentials, ...publishing],
  );
}

async function findOrganization(exam: Examination): Promise<Finding> {
  const { settings, client, discretion } = exam;
  const { corpId } = settings;
  if (corpId === undefined) {
    const message = words(
      'no DINGTALK_CORP_ID; the console shows it on its 首页',
      '没有 DINGTALK_CORP_ID（见开发者后台首页）',
    );
    const isNeeded = exam.isUsed(['admin'], false);
    return isNeeded ? wrong('not-given', message) : { ...skipped('not-given', message), isPassable: true };
  }
  const { value, failed } = await exam.ask(() => client.corpToken(corpId));
  if (value) {
    discretion.learn(value.accessToken);
    exam.appToken = value.accessToken;
    return ok(words('the app has a token for this organization', '应用能取得该组织的令牌'));
  }
  const { cause, code, message } = failed;
  // DingTalk's word for a corpId that it doesn't know is that of any trouble.
  const isUnknown = code === 'unknownError' || cause === 'no-organization';
  if (!isUnknown && cause !== 'not-authorized' && cause !== 'credentials') {
    const [en, zh] = [
      '; `membership` and `staff` fail with this corpId',
      '；使用该 CorpId 时 `membership` 和 `staff` 无法使用',
    ];
    return { ...failed, message: words(message.en + en, message.zh + zh) };
  }
  return isUnknown
    ? wrong(
        'no-organization',
        words(`no such organization: ${corpId} [${code}]`, `没有这个组织：${corpId} [${code}]`),
        compareCorpId,
        code,
      )
    : wrong(
        'not-authorized',
        words(
          `the app is neither of this organization nor authorized by it [${code}]`,
          `应用不属于该组织，也未获该组织授权 [${code}]`,
        ),
        compareCorpId,
        code,
      );
}

/** By a call that every app may make. */
async function findApp(exam: Examination): Promise<Finding> {
  const { client, appToken, ways } = exam;
  if (appToken === undefined) return dependsOn('corp-id');
  if (!ways?.isOapiReached) return dependsOn('network');
  const { value, failed } = await exam.ask(() => client.appScopes(appToken));
  const mayCall = words(
    'the app is enabled and may call from this address',
    '应用已启用，允许从本机地址调用',
  );
  if (value) {
    exam.scopes = value;
    return ok(mayCall);
  }
  // Who is told what is missing was let in.
  if (failed.cause === 'permission') {
    exam.scopesRefused = failed;
    return ok(mayCall);
  }
  if (failed.cause === undefined || isAboutApp.has(failed.cause)) return failed;
  const { en, zh } = failed.message;
  return {
    ...failed,
    message: words(
      `${en}; with oapi failing, \`membership\` and \`staff\` fail`,
      `${zh}；oapi 不可用时 \`membership\` 和 \`staff\` 无法使用`,
    ),
  };
}

/** Causes that have nothing to do with which host answered. */
const isAboutApp: ReadonlySet<string> = new Set([...finalCauses, 'throttled', 'quota', 'credentials']);

/** The organization's own secret, for sign-in from the admin console; no app has a part in it. */
async function findSso(exam: Examination): Promise<Finding> {
  const { corpId, ssoSecret } = exam.settings;
  if (ssoSecret === undefined || corpId === undefined) {
    const name = ssoSecret === undefined ? 'DINGTALK_SSO_SECRET' : 'DINGTALK_CORP_ID';
    const message = words(`no ${name}`, `没有设置 ${name}`);
    return exam.isUsed(['admin'], false)
      ? wrong('not-given', message, compareSso)
      : skipped('not-given', message);
  }
  const client = new SsoClient({ ...exam.transport, corpId, ssoSecret });
  const { value, failed } = await exam.ask(() => client.accessToken());
  if (value) {
    exam.discretion.learn(value.accessToken);
    return ok(words('accepted with this corpId', 'SSOSecret 与 CorpId 有效'));
  }
  if (failed.cause !== 'credentials') return failed;
  const message = words(
    `refused with this corpId [${failed.code}]`,
    `SSOSecret 与 CorpId 无效 [${failed.code}]`,
  );
  return wrong('credentials', message, compareSso, failed.code);
}

const compareSso = remedy(
  [
    `Compare DINGTALK_SSO_SECRET and DINGTALK_CORP_ID with the console’s 首页: ${consoleUrl}`,
    'The SSOSecret is the organization’s, not the app’s Client Secret.',
  ],
  [
    `请把 DINGTALK_SSO_SECRET 和 DINGTALK_CORP_ID 与开发者后台首页核对：${consoleUrl}`,
    'SSOSecret 属于组织，不是应用的 Client Secret。',
  ],
);
