import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { recipeOf } from '../helpers/documentation.js';
import { freePort } from '../helpers/free-port.js';
import { hasNginx, nginx as program } from '../helpers/nginx.js';
import { closeAfterTest } from '../helpers/start.js';
import { client, startDingTalk, startProduction } from './recipe-app.js';

const { clientId } = client;

/** The page's nginx in front of a port, with a certificate for this one run; leads to its own port, and its log. */
async function startNginx(upstream: string) {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  closeAfterTest(() => rmSync(folder, { recursive: true }));
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'example.com' }]);
  const port = await freePort();
  const changes = [
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['/etc/nginx/example.com.pem', join(folder, 'cert.pem')],
    ['/etc/nginx/example.com.key', join(folder, 'key.pem')],
    ['/var/log/nginx/sign-in.log', join(folder, 'sign-in.log')],
    ['http://127.0.0.1:3000', upstream],
  ] as const;
  const block = changes.reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    },
    recipeOf('docs/production.md', 'limit_req_zone', 'nginx'),
  );
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (it) => `${it}_temp_path ${folder};`,
  );
  const main = `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${paths.join(' ')}
${block} }`;
  const files = { 'cert.pem': cert, 'key.pem': key, 'nginx.conf': main };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const flags = ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  execFileSync(program, ['-t', '-q', ...flags]);
  const nginx = spawn(program, flags, { stdio: 'inherit' });
  closeAfterTest(async () => {
    nginx.kill();
    await once(nginx, 'exit');
  });
  const isUp = () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
      socket.on('error', () => resolve(false));
    });
  await expect.poll(isUp, { timeout: 10_000 }).toBe(true);
  const log = () => readFileSync(join(folder, 'sign-in.log'), 'utf8');
  return { origin: `https://127.0.0.1:${port}`, log };
}

describe.skipIf(!hasNginx())('behind the nginx of the page, with TLS and a sub-path', () => {
  test('a sign-in has the right addresses and cookies, and too many are turned away', async () => {
    const simulator = await startDingTalk('/tools/auth/dingtalk/callback');
    const app = await startProduction(simulator, 'a-secret-of-at-least-thirty-two-characters');
    const { origin, log } = await startNginx(app.origin);
    const browser = supertest.agent(origin).disableTLSCerts().set('Host', 'example.com');

    const begun = await browser.get('/tools/auth/dingtalk').expect(302);
    expect(begun.get('Set-Cookie')?.[0]).toMatch(
      /^__Host-tools-state[^;]*; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure/,
    );
    const { searchParams } = new URL(begun.headers.location ?? '');
    const redirectUri = searchParams.get('redirect_uri') ?? '';
    expect(redirectUri).toBe('https://example.com/tools/auth/dingtalk/callback');
    const state = searchParams.get('state') ?? '';
    const back = new URL(simulator.authorize({ clientId, redirectUri, unionId: 'union-lan', state }));
    const done = await browser.get(back.pathname + back.search).expect(302);
    expect(done.headers.location).toBe('/tools/');
    expect(done.get('Set-Cookie')?.join('\n')).toMatch(
      /^tools\.sid=.*; Path=\/tools; HttpOnly; Secure; SameSite=Lax/m,
    );
    expect((await browser.get('/tools/')).body).toEqual({ id: 'union-lan' });
    const [logged] = (await (await fetch(`${app.origin}/log`)).json()) as { ip: string }[];
    expect(logged?.ip).toBe('127.0.0.1');
    expect(log()).toMatch(/GET \/tools\/auth\/dingtalk\/callback 302 \d+\n$/);
    expect(log()).not.toContain('?');

    const many = await Promise.all(
      Array.from({ length: 80 }, () => browser.get('/tools/auth/dingtalk').then(({ status }) => status)),
    );
    expect(new Set(many)).toEqual(new Set([302, 503]));
  });
});
