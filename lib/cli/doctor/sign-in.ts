import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { authorizationLocation, readAuthorizationURL } from '../../sign-in/authorization.js';
import { authorizationError, type Callback } from '../../sign-in/callback.js';
import type { Io } from '../command-line.js';
import { callbackTo, close, listenAt } from './callback-server.js';
import type { CheckContext } from './context.js';
import { type Finding, fault, ok, skipped } from './finding.js';
import type { Settings } from './settings.js';

export async function signIn(context: CheckContext): Promise<Finding> {
  const { settings, say, client, secrets } = context;
  context.isSigningIn = settings.signIn || (await offer(context));
  if (!context.isSigningIn) {
    return skipped('not-asked', say('can only be checked by signing in', '登录后才能检查'));
  }
  const came = await awaitCode(context);
  if (typeof came !== 'string') return came;
  secrets.learn(came);
  const { value, failed } = await context.askOnce(() => client.exchangeCode(came));
  if (failed) return failed;
  context.code = came;
  context.tokens = value;
  return ok(say('a code came back, and DingTalk returned tokens for it', '跳转返回了授权码，并换得令牌'));
}

/** The person's way to DingTalk and back: the code, or why there is none. */
async function awaitCode(context: CheckContext): Promise<string | Finding> {
  const { settings } = context;
  const { callbackUrl } = settings;
  if (typeof callbackUrl === 'string') return fault('callback-elsewhere', settings, { path: callbackUrl });
  const { pathname: path, port } = callbackUrl;
  const { servers, code } = await listenAt(callbackUrl);
  if (servers.length === 0) return fault('callback-elsewhere', settings, { path });
  if (code) return fault('port-in-use', settings, { port: port || 80 }, code);
  const state = randomBytes(16).toString('hex');
  const callback = callbackTo(servers, path, state, settings);
  const over = new AbortController();
  try {
    invite(context, callbackUrl, invitation(settings, callbackUrl, state));
    const came = await Promise.race([callback, givenUp(context, over.signal)]);
    return readAnswer(came, settings);
  } finally {
    over.abort();
    close(servers);
  }
}

/** The address that begins the sign-in, as an application would send the browser to it. */
function invitation({ clientId = '', origins }: Settings, callbackUrl: URL, state: string): string {
  return authorizationLocation(readAuthorizationURL({ origins }), {
    client_id: clientId,
    redirect_uri: callbackUrl.href,
    response_type: 'code',
    scope: 'openid corpid',
    prompt: 'consent',
    state,
  }).href;
}

function readAnswer(callback: Callback | undefined, settings: Settings): string | Finding {
  if (callback?.kind === 'code') return callback.code;
  const callbackUrl = String(settings.callbackUrl);
  if (callback?.kind !== 'error') return fault('nobody-came-back', settings, { callbackUrl });
  const { error } = callback;
  const code = /^\w{1,64}$/.test(error) ? error : undefined;
  // Numbers are for what is wrong with the app.
  const isRefused = authorizationError(error, readAuthorizationURL(settings)) || /^\d+$/.test(error);
  return fault(isRefused ? 'authorization-refused' : 'person-refused', settings, { callbackUrl }, code);
}

async function offer({ io, keyboard, say }: CheckContext): Promise<boolean> {
  if (!keyboard) return false;
  const question = say(
    'The rest needs a sign-in. Sign in now, in a browser on this machine? [y/N]',
    '有些问题要登录后才能发现。现在在本机浏览器中登录吗？[y/N]',
  );
  io.stdout.write(`\n${question} `);
  // Not as a terminal of its own: Ctrl-C is to reach the process as ever.
  const lines = createInterface({ input: keyboard, terminal: false });
  const [answer = ''] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  lines.close();
  return /^\s*(?:y|yes|是|好)\s*$/i.test(answer);
}

function invite({ io, keyboard, settings, say }: CheckContext, { href }: URL, address: string): void {
  const intro = say(
    'Sign in with a browser on this machine. This redirect URL must be registered:',
    '请在本机浏览器中登录。以下重定向 URL 须已登记：',
  );
  const hint = say(
    'If the browser doesn’t come back from DingTalk, press Enter.',
    '如果没有跳转回来，请按回车键。',
  );
  const lines = keyboard ? [intro, href, hint] : [intro, href];
  // With --json nothing but the object goes to stdout.
  (settings.json ? io.stderr : io.stdout).write(`\n${lines.join('\n')}\n\n${address}\n\n`);
  openBrowser(address, io.env);
}

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

function openBrowser(address: string, env: Io['env']): void {
  const { platform } = process;
  const isThere = openers[platform] || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!isThere || env.SSH_CONNECTION || env.CI || env.BROWSER === 'none') return;
  const [command, ...args] = openers[platform] ?? ['xdg-open'];
  // Where that fails there still is the address.
  const opener = spawn(command as string, [...args, address], { stdio: 'ignore', detached: true });
  opener.on('error', () => {}).unref();
}

/** Settles when nobody is expected to come back any more: after a time, or at Enter. */
async function givenUp({ keyboard, settings }: CheckContext, signal: AbortSignal): Promise<undefined> {
  const ends: Promise<unknown>[] = [setTimeout(settings.waitMs, undefined, { signal })];
  if (keyboard) ends.push(once(createInterface({ input: keyboard, terminal: false, signal }), 'line'));
  await Promise.race(ends);
  return undefined;
}
