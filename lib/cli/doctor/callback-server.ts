import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Callback, parametersOf, readCallback } from '../../sign-in/callback.js';
import type { Language, Words } from '../language.js';

/** The application's callback URL, served for one sign-in. */
export interface CallbackServer {
  /** What DingTalk sends the person back with; settles when the page that says so is on its way. */
  callback: Promise<Callback>;
  close(): void;
}

/** Whether it is on this machine, so that it can be served here. */
export function isServable(url: URL): boolean {
  return url.protocol === 'http:' && addressesOf(url.hostname).length > 0;
}

/**
 * @param state - only a request that has it counts
 * @throws the error of `listen`, such as `EADDRINUSE`
 */
export async function serveCallback(url: URL, state: string, language: Language): Promise<CallbackServer> {
  const { promise, resolve } = deferred<Callback>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const { method, url: target = '' } = request;
    const [path] = target.split('?', 1);
    if (method !== 'GET' || path !== url.pathname) return show(response, 404, pages.other, language);
    const callback = readCallback(parametersOf(target));
    if (callback.kind === 'none' || callback.kind === 'malformed' || callback.state !== state) {
      return show(response, 403, pages.stray, language);
    }
    response.once('close', () => resolve(callback));
    show(response, 200, pages.done, language);
  };
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close().closeAllConnections();
  };
  try {
    const [first = '', ...others] = addressesOf(url.hostname);
    servers.push(await listen(first, url, handle));
    for (const address of others) {
      const server = await listen(address, url, handle).catch(ignoreMissing);
      if (server) servers.push(server);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { callback: promise, close };
}

/** A name of the machine has two addresses, and browsers differ in which they try first. */
function addressesOf(hostname: string): string[] {
  if (hostname === 'localhost') return ['127.0.0.1', '::1'];
  if (hostname === '[::1]') return ['::1'];
  return /^127(?:\.\d+){3}$/.test(hostname) ? [hostname] : [];
}

async function listen(
  host: string,
  url: URL,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handle).listen({ host, port: Number(url.port || 80) });
  await once(server, 'listening');
  return server;
}

/** A machine without IPv6 is none to worry about. */
function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') throw error;
}

const pages = {
  done: { en: 'You can close this page. The result is in the terminal.', zh: '可以关闭本页了，结果见终端。' },
  stray: {
    en: 'This is not the sign-in that the terminal is waiting for. Open the address shown there.',
    zh: '这不是终端正在等待的登录。请打开终端里显示的地址。',
  },
  other: { en: 'Page not found.', zh: '页面不存在。' },
} satisfies Record<string, Words>;

function show(response: ServerResponse, status: number, words: Words, language: Language): void {
  response.writeHead(status, {
    'content-type': 'text/html;charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  response.end(
    `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>passport-dingtalk-oauth2 doctor</title><p>${words[language]}</p></html>\n`,
  );
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
