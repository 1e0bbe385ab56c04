import { randomBytes } from 'node:crypto';
import type { DingTalkClient } from '../../dingtalk/client.js';
import type { DingTalkTokens, DingTalkUser } from '../../dingtalk/readers.js';
import { authorizationParams, readAuthorizationURL } from '../../sign-in/authorization.js';
import { authorizationError, type Callback } from '../../sign-in/callback.js';
import { type AppState, attempt, granted, permissionMissing } from './app.js';
import { isServable, serveCallback } from './callback-server.js';
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
import { checkRecord } from './member.js';
import * as remedies from './remedies.js';
import type { Settings } from './settings.js';
import { describeMobile, describeText } from './values.js';

/** What the person is told, and asked. */
export interface Desk {
  /** Shows the address to open. */
  invite(address: string): void;
  /** Settles when nobody will come any more. */
  patience(): { over: Promise<undefined>; stop: () => void };
}

export const personChecks: readonly CheckName[] = [
  'sign-in',
  'permission:Contact.User.Read',
  'permission:Contact.User.mobile',
  'union-id',
  'corp-id-in-token',
  'refresh',
  'used-code',
  'membership',
  'staff-record',
];

/** What only a person's sign-in shows. */
export async function* checkPerson(
  client: DingTalkClient,
  settings: Settings,
  state: AppState,
  desk: Desk,
  learn: (...secrets: (string | undefined)[]) => void,
): AsyncGenerator<Finding> {
  if (state.failed) {
    for (const name of personChecks) yield after(name, state.failed);
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
  const me = await attempt(() => client.me(tokens.accessToken, [code]));
  yield* findPerson(me);
  yield findCorpId(tokens, settings);
  yield await checkRefresh(client, tokens, learn);
  yield await checkUsedCode(client, code);
  yield* checkRecord(client, me.value?.unionId, state);
}

function* endAt(finding: Finding): Generator<Finding> {
  yield finding;
  for (const name of personChecks.slice(1)) yield after(name, finding.name);
}

async function awaitCode(settings: Settings, desk: Desk): Promise<{ finding: Finding; code?: string }> {
  const { callbackUrl, language } = settings;
  if (!isServable(callbackUrl)) {
    return {
      finding: {
        name: 'sign-in',
        state: 'unknown',
        message: {
          en: 'the callback URL is none that can be served here: http: on this machine',
          zh: '无法在这里提供该回调地址：只能是本机的 http: 地址',
        },
        remedy: remedies.notOnThisMachine(),
      },
    };
  }
  const state = randomBytes(16).toString('hex');
  const server = await serveCallback(callbackUrl, state, language).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (server instanceof Error) {
    return {
      finding: {
        name: 'sign-in',
        state: 'unknown',
        message: { en: 'the callback URL cannot be served here', zh: '无法在这里提供回调地址' },
        remedy: remedies.portTaken(callbackUrl.port || '80'),
        code: server.code,
      },
    };
  }
  const { over, stop } = desk.patience();
  try {
    desk.invite(invitation(settings, state));
    return readAnswer(await Promise.race([server.callback, over]), settings);
  } finally {
    stop();
    server.close();
  }
}

/** The address that begins the sign-in, as an application would send the browser to it. */
function invitation({ clientId = '', callbackUrl, origins }: Settings, state: string): string {
  const url = readAuthorizationURL({ origins });
  const parameters = {
    client_id: clientId,
    redirect_uri: callbackUrl.href,
    response_type: 'code',
    scope: 'openid corpid',
    state,
    ...authorizationParams({}),
  };
  // A plus sign for the blank is one more thing that DingTalk would have to read as meant.
  return `${url.href}?${new URLSearchParams(parameters).toString().replaceAll('+', '%20')}`;
}

function readAnswer(callback: Callback | undefined, settings: Settings): { finding: Finding; code?: string } {
  const name = 'sign-in';
  if (!callback) {
    return {
      finding: wrong(
        name,
        { en: 'nobody came back from DingTalk', zh: '没有人从钉钉返回' },
        remedies.nobodyCameBack(settings.callbackUrl.href),
      ),
    };
  }
  if (callback.kind === 'code') {
    const message = {
      en: 'DingTalk sent a code, and exchanged it for tokens',
      zh: '钉钉返回了授权码，并用它换取了令牌',
    };
    return { finding: ok(name, message), code: callback.code };
  }
  const error = callback.kind === 'error' ? callback.error : '';
  const known = authorizationError(error, readAuthorizationURL(settings));
  const code = /^\w{1,64}$/.test(error) ? error : undefined;
  if (!known) {
    const message = { en: 'somebody refused on DingTalk’s page', zh: '有人在钉钉页面上拒绝了授权' };
    return { finding: wrong(name, message, remedies.agree(), code) };
  }
  const message = { en: `DingTalk refused to ask (${code})`, zh: `钉钉拒绝了授权请求（${code}）` };
  return { finding: wrong(name, message, remedies.nobodyCameBack(settings.callbackUrl.href), code) };
}

function findExchange(error: NonNullable<Outcome<unknown>['error']>): Finding {
  if (error.code !== 'DINGTALK_CODE_REJECTED') return unclear('sign-in', error);
  const facts = factsOf(error);
  return wrong(
    'sign-in',
    { en: `DingTalk does not accept the code${facts}`, zh: `钉钉不接受授权码${facts}` },
    remedies.signInAgain(),
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
    const message = { en: 'DingTalk’s answer has no unionId', zh: '钉钉的应答中没有 unionId' };
    yield wrong(unionId, message, remedies.noUnionId(), error.code);
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
      zh: '已开通，但号码被打码：第三方应用始终看不到完整号码',
    });
  }
  if (user.mobile) return ok(name, describeMobile(user));
  return wrong(
    name,
    { en: 'not granted: DingTalk tells no mobile number', zh: '未开通：钉钉没有告知手机号' },
    remedies.permissionMissing('Contact.User.mobile'),
  );
}

function findCorpId({ corpId }: DingTalkTokens, settings: Settings): Finding {
  const name = 'corp-id-in-token';
  if (corpId === undefined) {
    const message = {
      en: 'DingTalk names no organization, though the scope was `openid corpid`',
      zh: '钉钉没有告知组织，尽管 scope 为 `openid corpid`',
    };
    return wrong(name, message, remedies.noCorpId());
  }
  if (settings.corpId === undefined || settings.corpId === corpId)
    return ok(name, describeText('corpId', corpId));
  const message = {
    en: 'the organization chosen is another one than DINGTALK_CORP_ID',
    zh: '所选组织与 DINGTALK_CORP_ID 不同',
  };
  return wrong(name, message, remedies.otherOrganization());
}

async function checkRefresh(
  client: DingTalkClient,
  { refreshToken }: DingTalkTokens,
  learn: (...secrets: (string | undefined)[]) => void,
): Promise<Finding> {
  const name = 'refresh';
  if (refreshToken === undefined) {
    return skipped(name, { en: 'DingTalk gave no refresh token', zh: '钉钉没有给出刷新令牌' });
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
