import type { DingTalkClient } from '../../dingtalk/client.js';
import type { DingTalkTokens, DingTalkUser } from '../../dingtalk/readers.js';
import { awaitCode, type Desk } from './authorization.js';
import {
  after,
  codeOf,
  type Finding,
  factsOf,
  ok,
  personCheckNames,
  skipped,
  unclear,
  wrong,
} from './finding.js';
import { checkRecord } from './member.js';
import { type AppState, attempt, type Outcome } from './outcome.js';
import { granted, permissionMissing } from './permissions.js';
import * as remedies from './remedies.js';
import type { Settings } from './settings.js';
import * as signInRemedies from './sign-in-remedies.js';
import { describeMobile, describeText } from './values.js';

/** What only a person's sign-in shows. */
export async function* checkPerson(
  client: DingTalkClient,
  settings: Settings,
  state: AppState,
  desk: Desk,
  learn: (...secrets: (string | undefined)[]) => void,
): AsyncGenerator<Finding> {
  if (state.failed) {
    for (const name of personCheckNames) yield after(name, state.failed);
    return;
  }
  const { finding, code } = await awaitCode(settings, desk);
  learn(code);
  if (code === undefined) {
    yield* endAt(finding);
    return;
  }
  const exchanged = await attempt(() => client.exchangeCode(code));
  if (exchanged.error) {
    yield* endAt(findExchange(exchanged.error));
    return;
  }
  const tokens = exchanged.value;
  learn(tokens.accessToken, tokens.refreshToken);
  yield finding;
  const me = await attempt(() => client.for({ secrets: [code] }).me(tokens.accessToken));
  yield* findPerson(me);
  yield findCorpId(tokens, settings);
  yield await checkRefresh(client, tokens, learn);
  yield await checkUsedCode(client, code);
  yield* checkRecord(client, me.value?.unionId, state);
}

function* endAt(finding: Finding): Generator<Finding> {
  yield finding;
  for (const name of personCheckNames.slice(1)) yield after(name, finding.name);
}

function findExchange(error: NonNullable<Outcome<unknown>['error']>): Finding {
  if (error.code !== 'DINGTALK_CODE_REJECTED') return unclear('sign-in', error);
  const facts = factsOf(error);
  return wrong(
    'sign-in',
    { en: `DingTalk does not accept the code${facts}`, zh: `钉钉不接受授权码${facts}` },
    signInRemedies.signInAgain(),
    codeOf(error),
  );
}

function* findPerson({ value: user, error }: Outcome<DingTalkUser>): Generator<Finding> {
  const names = ['permission:Contact.User.Read', 'permission:Contact.User.mobile', 'union-id'] as const;
  const [read, mobile, unionId] = names;
  if (user) {
    yield ok(read, granted);
    yield findMobile(user);
    yield ok(unionId, describeText('unionId', user.unionId));
  } else if (error.code === 'DINGTALK_PERMISSION') {
    yield permissionMissing(read, 'Contact.User.Read', error);
    for (const name of [mobile, unionId]) yield after(name, read);
  } else if (error.code === 'DINGTALK_INVALID_RESPONSE' && error.upstreamStatus === 200) {
    yield ok(read, granted);
    yield after(mobile, unionId);
    const message = { en: 'DingTalk’s answer has no unionId', zh: '钉钉的返回结果中没有 unionId' };
    yield wrong(unionId, message, signInRemedies.noUnionId(), error.code);
  } else {
    yield unclear(read, error);
    for (const name of [mobile, unionId]) yield after(name, read);
  }
}

function findMobile(user: DingTalkUser): Finding {
  const name = 'permission:Contact.User.mobile';
  if (user.mobile?.includes('*')) {
    return ok(name, {
      en: 'granted, but masked: a third-party app is never shown the whole number',
      zh: '已开通，但号码已脱敏：第三方企业应用看不到完整号码',
    });
  }
  if (user.mobile) return ok(name, describeMobile(user));
  return wrong(
    name,
    { en: 'not granted: DingTalk tells no mobile number', zh: '未开通：钉钉没有返回手机号' },
    remedies.permissionMissing('Contact.User.mobile'),
  );
}

function findCorpId({ corpId }: DingTalkTokens, settings: Settings): Finding {
  const name = 'corp-id-in-token';
  if (corpId === undefined) {
    const message = {
      en: 'DingTalk names no organization, though the scope was `openid corpid`',
      zh: 'scope 为 `openid corpid`，钉钉却没有返回组织',
    };
    return wrong(name, message, signInRemedies.noCorpId());
  }
  if (settings.corpId === undefined || settings.corpId === corpId)
    return ok(name, describeText('corpId', corpId));
  const message = {
    en: 'the organization chosen is another one than DINGTALK_CORP_ID',
    zh: '所选组织与 DINGTALK_CORP_ID 不同',
  };
  return wrong(name, message, signInRemedies.otherOrganization());
}

async function checkRefresh(
  client: DingTalkClient,
  { refreshToken }: DingTalkTokens,
  learn: (...secrets: (string | undefined)[]) => void,
): Promise<Finding> {
  const name = 'refresh';
  if (refreshToken === undefined) {
    return skipped(name, { en: 'DingTalk gave no refresh token', zh: '钉钉没有返回刷新令牌' });
  }
  const { value, error } = await attempt(() => client.refresh(refreshToken));
  if (error) return unclear(name, error);
  learn(value.accessToken, value.refreshToken);
  return ok(name, {
    en: `new tokens, good for ${value.expiresIn} seconds`,
    zh: `换得新令牌，有效期 ${value.expiresIn} 秒`,
  });
}

async function checkUsedCode(client: DingTalkClient, code: string): Promise<Finding> {
  const name = 'used-code';
  const { error } = await attempt(() => client.exchangeCode(code));
  if (error?.code === 'DINGTALK_CODE_REJECTED') {
    const facts = factsOf(error);
    return ok(name, { en: `refused, as it has to be${facts}`, zh: `被拒绝，符合预期${facts}` });
  }
  if (error) return unclear(name, error);
  const message = {
    en: 'DingTalk took the same code twice; nobody has seen that yet, so please send a report in (--report)',
    zh: '钉钉两次接受了同一个授权码；此前未见过这种情况，请提交报告（--report）',
  };
  return { name, state: 'unknown', message };
}
