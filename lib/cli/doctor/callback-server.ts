import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { isLoopback } from '../../dingtalk/checks.js';
import { bare } from '../../dingtalk/idle-connections.js';
import { type Callback, parametersOf, readCallback } from '../../sign-in/callback.js';
import type { Settings } from './settings.js';

/** None unless the URL is `http:` on this machine. With the code of an error, such as `EADDRINUSE`, they are closed. */
export async function listenAt(url: URL) {
  const port = Number(url.port || 80);
  const servers = addressesOf(url).map((host) => createServer().listen({ host, port }));
  const tried = await Promise.allSettled(servers.map((server) => once(server, 'listening')));
  const codes = tried.map((one) => (one.status === 'rejected' ? String(one.reason.code) : undefined));
  // IPv6 may be missing.
  const code = codes[0] ?? codes.find((one) => one === 'EADDRINUSE' || one === 'EACCES');
  if (code) close(servers);
  return { servers, code };
}

export function close(servers: readonly Server[]): void {
  for (const server of servers) server.close().closeAllConnections();
}

/** A name of the machine has two addresses, and browsers differ in which they try first. */
function addressesOf({ protocol, hostname }: URL): string[] {
  if (protocol !== 'http:' || !isLoopback(hostname)) return [];
  return hostname === 'localhost' ? ['127.0.0.1', '::1'] : [bare(hostname)];
}

const pages = {
  200: ['You can close this page. The result is in the terminal.', '可以关闭本页了，结果见终端。'],
  403: [
    'This is not the sign-in that the terminal is waiting for. Open the address shown there.',
    '这不是终端正在等待的登录。请打开终端里显示的地址。',
  ],
  404: ['Page not found.', '页面不存在。'],
} as const;

/** What DingTalk sends the person back with; settles when the page that says so is on its way. */
export function callbackTo(servers: readonly Server[], path: string, state: string, settings: Settings) {
  return new Promise<Callback>((resolve) => {
    for (const server of servers) {
      server.on('request', ({ method, url: target = '' }, response) => {
        const isCallback = method === 'GET' && target.split('?', 1)[0] === path;
        if (!isCallback) return show(response, 404, settings);
        const callback = readCallback(parametersOf(target));
        if (!('state' in callback) || callback.state !== state) return show(response, 403, settings);
        response.once('close', () => resolve(callback));
        show(response, 200, settings);
      });
    }
  });
}

function show(response: ServerResponse, status: keyof typeof pages, { say }: Settings): void {
  response.writeHead(status, {
    'content-type': 'text/html;charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  const [en, zh] = pages[status];
  response.end(
    `<!doctype html><html lang="${say('en', 'zh-CN')}"><meta charset="utf-8"><title>passport-dingtalk-oauth2 doctor</title><p>${say(en, zh)}</p></html>\n`,
  );
}
