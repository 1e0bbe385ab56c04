import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { authorizationParams, readAuthorizationURL } from '../../sign-in/authorization.js';
import { authorizationError, type Callback } from '../../sign-in/callback.js';
import { type Io, isTerminal } from '../io.js';
import { type Words, words } from '../language.js';
import { isServable, serveCallback } from './callback-server.js';
import { credentialsPage, redirectUrls, remedy, versionsPage } from './console.js';
import { type Finding, fault, ok, skipped } from './finding.js';
import type { Check, CheckContext } from './run-checks.js';
import type { Settings } from './settings.js';

export const signInCheck: Check = {
  name: 'sign-in',
  needs: ['settings', 'network', 'credentials'],
  async make(context) {
    const { settings, client, secrets } = context;
    context.isSigningIn = settings.signIn || (await offer(context));
    if (!context.isSigningIn)
      return skipped('not-asked', 'can only be checked by signing in', '登录后才能检查');
    const came = await awaitCode(context);
    if (typeof came !== 'string') return came;
    secrets.learn(came);
    const { value, failed } = await context.askOnce(() => client.exchangeCode(came));
    if (failed) return failed;
    secrets.learn(value.accessToken, value.refreshToken);
    context.code = came;
    context.tokens = value;
    return ok('a code came back, and DingTalk returned tokens for it', '跳转返回了授权码，并换得令牌');
  },
};

/** The person's way to DingTalk and back: the code, or why there is none. */
async function awaitCode(context: CheckContext): Promise<string | Finding> {
  const { settings } = context;
  const { callbackUrl, language } = settings;
  if (typeof callbackUrl === 'string' || !isServable(callbackUrl)) {
    const path = typeof callbackUrl === 'string' ? callbackUrl : callbackUrl.pathname;
    return fault('callback-elsewhere', settings, { path });
  }
  const state = randomBytes(16).toString('hex');
  const server = await serveCallback(callbackUrl, state, language).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (server instanceof Error) {
    const { code } = server;
    return fault('port-in-use', settings, { port: callbackUrl.port || 80 }, code);
  }
  const { over, stop } = untilGivenUp(context);
  try {
    invite(context, callbackUrl, invitation(settings, callbackUrl, state));
    return readAnswer(await Promise.race([server.callback, over]), settings);
  } finally {
    stop();
    server.close();
  }
}

/** The address that begins the sign-in, as an application would send the browser to it. */
function invitation({ clientId = '', origins }: Settings, callbackUrl: URL, state: string): string {
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

function readAnswer(callback: Callback | undefined, settings: Settings): string | Finding {
  if (callback?.kind === 'code') return callback.code;
  const questions = nobodyCameBack(String(settings.callbackUrl));
  if (callback?.kind !== 'error') return fault('nobody-came-back', settings, { questions });
  const { error } = callback;
  const code = /^\w{1,64}$/.test(error) ? error : undefined;
  // Numbers are for what is wrong with the app.
  const isRefused = authorizationError(error, readAuthorizationURL(settings)) || /^\d+$/.test(error);
  return fault(isRefused ? 'authorization-refused' : 'person-refused', settings, { questions }, code);
}

/** DingTalk shows these on its own page, and sends nobody back. */
function nobodyCameBack(redirectUrl: string): Words {
  return remedy(
    [
      'What did DingTalk’s page show?',
      `1. The redirect URL is wrong: register exactly this one (${redirectUrls}):`,
      `  ${redirectUrl}`,
      '2. 你不在组织内 (11055): sign in as a member of the app’s organization.',
      `3. You are outside the visible range: widen 应用可见范围 of the published version (${versionsPage}).`,
      `4. The app doesn’t exist or isn’t enabled: compare DINGTALK_CLIENT_ID (${credentialsPage}), and publish a version.`,
      '5. None of these: the browser was on another machine.',
    ],
    [
      '授权页面显示了什么？',
      `1. 重定向地址有误：请登记以下地址，逐字相同（${redirectUrls}）：`,
      `  ${redirectUrl}`,
      '2. 你不在组织内（11055）：请以应用所属组织成员的身份登录。',
      `3. 不在应用可见范围内：请扩大已发布版本的应用可见范围（${versionsPage}）。`,
      `4. 应用不存在或未启用：请核对 DINGTALK_CLIENT_ID（${credentialsPage}），并发布版本。`,
      '5. 都不是：浏览器可能不在本机上。',
    ],
  );
}

/** Asks whether to sign in, where there is somebody to ask. */
async function offer({ io, settings: { json, language }, signal }: CheckContext): Promise<boolean> {
  const { stdin, stdout } = io;
  if (json || !stdin || !isTerminal(io)) return false;
  // Not as a terminal of its own: Ctrl-C is to reach the process as ever.
  const lines = createInterface({ input: stdin, terminal: false, signal });
  const question = words(
    'The rest needs a sign-in. Sign in now, in a browser on this machine? [y/N]',
    '有些问题要登录后才能发现。现在在本机浏览器中登录吗？[y/N]',
  );
  try {
    stdout.write(`\n${question[language]} `);
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
    });
    return /^\s*(?:y|yes|是|好)\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}

/** Shows the address to open, and opens it. */
function invite({ io, settings: { json, language } }: CheckContext, { href }: URL, address: string): void {
  const isAnswered = isTerminal(io) && !json;
  const lines = {
    en: [
      'Sign in with a browser on this machine. This redirect URL must be registered:',
      href,
      ...(isAnswered ? ['If the browser doesn’t come back from DingTalk, press Enter.'] : []),
    ],
    zh: [
      '请在本机浏览器中登录。以下重定向 URL 须已登记：',
      href,
      ...(isAnswered ? ['如果没有跳转回来，请按回车键。'] : []),
    ],
  }[language];
  // With --json nothing but the object goes to stdout.
  (json ? io.stderr : io.stdout).write(`\n${lines.join('\n')}\n\n${address}\n\n`);
  openBrowser(address, io.env);
}

function openBrowser(address: string, env: Io['env']): void {
  const { platform } = process;
  const isThere = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!isThere || env.SSH_CONNECTION || env.CI || env.BROWSER === 'none') return;
  const [command, ...args] =
    platform === 'darwin'
      ? ['open']
      : platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open'];
  // Where that fails there still is the address.
  const opener = spawn(command as string, [...args, address], { stdio: 'ignore', detached: true });
  opener.on('error', () => {}).unref();
}

/** Settles when nobody is expected to come back any more: after a time, at Enter or Ctrl-C. */
function untilGivenUp({ io, settings: { json, waitMs }, signal }: CheckContext): {
  over: Promise<undefined>;
  stop: () => void;
} {
  const input = isTerminal(io) && !json ? io.stdin : undefined;
  const lines = input && createInterface({ input, terminal: false });
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    const end = () => resolve(undefined);
    timer = setTimeout(end, waitMs);
    lines?.once('line', end);
    signal.addEventListener('abort', end);
  });
  const stop = () => {
    clearTimeout(timer);
    lines?.close();
  };
  return { over, stop };
}
