import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { authorizationParams, readAuthorizationURL } from '../../sign-in/authorization.js';
import { authorizationError, type Callback } from '../../sign-in/callback.js';
import type { Io } from '../io.js';
import { type Words, words } from '../language.js';
import { isServable, serveCallback } from './callback-server.js';
import { credentialsPage, remedy, securityPage, versionsPage } from './console.js';
import type { Check, Examination } from './examine.js';
import { type Finding, ok, skipped, wrong } from './finding.js';
import { defaultCallbackUrl, type Settings } from './settings.js';

export const signInCheck: Check = {
  name: 'sign-in',
  needs: ['settings', 'network', 'credentials'],
  make: findSignIn,
};

async function findSignIn(exam: Examination): Promise<Finding> {
  const { settings, client, discretion } = exam;
  const { callbackUrl } = settings;
  exam.isSigningIn = settings.signIn || (await offer(exam));
  if (!exam.isSigningIn) {
    const shown = String(callbackUrl);
    return skipped(
      'not-asked',
      words(`only a sign-in shows whether ${shown} is registered`, `登录后才能知道 ${shown} 是否已登记`),
    );
  }
  const { code, finding } = await awaitCode(exam);
  if (code === undefined) return finding as Finding;
  discretion.learn(code);
  const { value, failed } = await exam.ask(() => client.exchangeCode(code));
  if (failed) return failed;
  discretion.learn(value.accessToken, value.refreshToken);
  exam.code = code;
  exam.tokens = value;
  return ok(words('DingTalk came back with a code, and gave tokens for it', '跳转返回了授权码，并换得令牌'));
}

/** The person's way to DingTalk and back: the code, or why there is none. */
async function awaitCode(exam: Examination): Promise<{ code?: string; finding?: Finding }> {
  const { settings } = exam;
  const { callbackUrl, language } = settings;
  if (typeof callbackUrl === 'string' || !isServable(callbackUrl)) {
    const isPath = typeof callbackUrl === 'string';
    return {
      finding: wrong(
        'callback-elsewhere',
        isPath
          ? words(
              'a sign-in needs a whole URL to come back to, not a path',
              '登录需要完整的回调 URL，而不是路径',
            )
          : words(
              'the callback URL isn’t http: on this machine, so it can’t be served here',
              '回调 URL 不是本机的 http: 地址，无法在此监听',
            ),
        remedy(
          [
            `Register ${isPath ? `http://localhost:3000${callbackUrl}` : defaultCallbackUrl} as a further redirect URL (${securityPage} > 重定向URL（回调域名）) and pass it as --callback-url.`,
          ],
          [
            `请再登记一个重定向 URL（${securityPage} > 重定向URL（回调域名））：${isPath ? `http://localhost:3000${callbackUrl}` : defaultCallbackUrl}，并用 --callback-url 传入。`,
          ],
        ),
      ),
    };
  }
  const state = randomBytes(16).toString('hex');
  const server = await serveCallback(callbackUrl, state, language).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (server instanceof Error) return { finding: findUnserved(callbackUrl, server.code) };
  const { over, stop } = patience(exam);
  try {
    invite(exam, callbackUrl, invitation(settings, callbackUrl, state));
    return readAnswer(await Promise.race([server.callback, over]), settings);
  } finally {
    stop();
    server.close();
  }
}

function findUnserved({ port }: URL, code: string | undefined): Finding {
  const number = port || '80';
  return wrong(
    'port-in-use',
    words(`the callback URL can’t be served here [${code}]`, `无法监听回调 URL [${code}]`),
    remedy(
      [
        `Stop what listens on port ${number} (the example app, perhaps), or register another redirect URL and pass it as --callback-url.`,
      ],
      [
        `请停止占用端口 ${number} 的程序（可能是示例应用），或登记另一个重定向 URL 并用 --callback-url 传入。`,
      ],
    ),
    code,
  );
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

function readAnswer(
  callback: Callback | undefined,
  settings: Settings,
): { code?: string; finding?: Finding } {
  if (callback?.kind === 'code') return { code: callback.code };
  const redirectUrl = String(settings.callbackUrl);
  if (!callback) {
    return {
      finding: wrong(
        'nobody-came-back',
        words('nobody came back from DingTalk', '登录后没有跳转回来'),
        nobodyCameBack(redirectUrl),
      ),
    };
  }
  const error = callback.kind === 'error' ? callback.error : '';
  const code = /^\w{1,64}$/.test(error) ? error : undefined;
  // Numbers are for what is wrong with the app.
  if (authorizationError(error, readAuthorizationURL(settings)) || /^\d+$/.test(error)) {
    const message = words(
      `DingTalk refused the authorization request [${code}]`,
      `钉钉拒绝了授权请求 [${code}]`,
    );
    return { finding: wrong('authorization-refused', message, nobodyCameBack(redirectUrl), code) };
  }
  return {
    finding: wrong(
      'person-refused',
      words('somebody refused on DingTalk’s page', '用户在授权页面上拒绝了授权'),
      words('Run this again and agree on DingTalk’s page.', '请重新运行，并在授权页面上同意授权。'),
      code,
    ),
  };
}

/** DingTalk shows these on its own page, and sends nobody back. */
function nobodyCameBack(redirectUrl: string): Words {
  return remedy(
    [
      'What did DingTalk’s page show?',
      `1. The redirect URL is wrong: register exactly this one (${securityPage} > 重定向URL（回调域名）):`,
      `  ${redirectUrl}`,
      '2. 你不在组织内 (11055): sign in as a member of the organization that the app belongs to.',
      `3. You may not use the app: widen 应用可见范围 of the published version (${versionsPage}).`,
      `4. The app doesn’t exist or isn’t enabled: compare DINGTALK_CLIENT_ID (${credentialsPage}), and publish a version.`,
      '5. None of these: the browser was on another machine than this one.',
    ],
    [
      '授权页面显示了什么？',
      `1. 重定向地址有误：请登记以下地址，逐字相同（${securityPage} > 重定向URL（回调域名））：`,
      `  ${redirectUrl}`,
      '2. 你不在组织内（11055）：请以应用所属组织成员的身份登录。',
      `3. 不在应用可见范围内：请扩大已发布版本的应用可见范围（${versionsPage}）。`,
      `4. 应用不存在或未启用：请核对 DINGTALK_CLIENT_ID（${credentialsPage}），并发布版本。`,
      '5. 都不是：浏览器可能不在本机上。',
    ],
  );
}

/** Whether a person is at both ends. */
function isTerminal({ stdin, stdout }: Io): boolean {
  return Boolean(stdin?.isTTY && stdout.isTTY);
}

/** Asks whether to sign in, where there is somebody to ask. */
async function offer({ io, settings: { json, language }, signal }: Examination): Promise<boolean> {
  const { stdin, stdout } = io;
  if (json || !stdin || !isTerminal(io)) return false;
  // Not as a terminal of its own: Ctrl-C is to reach the process as ever.
  const lines = createInterface({ input: stdin, terminal: false, signal });
  const question = words(
    'Only a sign-in shows the rest. Sign in now, in a browser on this machine? [y/N]',
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
function invite({ io, settings: { json, language } }: Examination, { href }: URL, address: string): void {
  const isAnswered = isTerminal(io) && !json;
  const lines = {
    en: [
      'Sign in with a browser on this machine. This redirect URL has to be registered:',
      href,
      ...(isAnswered ? ['If DingTalk doesn’t lead back, press Enter.'] : []),
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

/** Settles when nobody will come any more. */
function patience({ io, settings: { json, waitMs }, signal }: Examination): {
  over: Promise<undefined>;
  stop: () => void;
} {
  const { stdin } = io;
  let stop = () => {};
  const over = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), waitMs);
    const lines =
      isTerminal(io) && !json && stdin ? createInterface({ input: stdin, terminal: false }) : undefined;
    const end = () => resolve(undefined);
    lines?.once('line', end);
    signal.addEventListener('abort', end);
    stop = () => {
      clearTimeout(timer);
      lines?.close();
    };
  });
  return { over, stop };
}
