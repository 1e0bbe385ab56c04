import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkNode } from '../../../lib/cli/doctor/node.js';
import { ProxyAgent, proxyFor } from '../../../lib/cli/proxy.js';
import { type DingTalkHosts, startDingTalkHosts } from '../../helpers/dingtalk-hosts.js';
import { checksOf, sectionOf, startCommand, startDingTalk } from '../helpers/doctor.js';
import { startTunnels } from '../helpers/proxy.js';

/** A DingTalk with its own names and a certificate for them, which is reached through a proxy only. */
async function startFarDingTalk(): Promise<{ port: number; trust: Record<string, string> }> {
  const simulator = await startDingTalk();
  const hosts: DingTalkHosts = await startDingTalkHosts(simulator.origins.api);
  onTestFinished(() => hosts.close());
  const { DINGTALK_HOSTS_PORT, NODE_EXTRA_CA_CERTS } = hosts.env;
  return { port: Number(DINGTALK_HOSTS_PORT), trust: { NODE_EXTRA_CA_CERTS } };
}

const doctor = (args: readonly string[], env: Record<string, string>) =>
  startCommand(['doctor', ...args], { env }).finished;

describe('behind a proxy', () => {
  it('every call goes through it, with the user and password of the URL, which are never shown', async () => {
    const { port, trust } = await startFarDingTalk();
    const { host, asked } = await startTunnels(port);
    const finished = await doctor([], { ...trust, HTTPS_PROXY: `http://user:p%40ss@${host}` });
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(sectionOf(finished, 'network')).toMatch(
      /^✓ network +login\.dingtalk\.com \d+ ms, api\.dingtalk\.com \d+ ms, oapi\.dingtalk\.com \d+ ms, through the proxy http:\/\/127\.0\.0\.1:\d+$/,
    );
    expect(sectionOf(finished, 'credentials')).toMatch(/^✓/);
    expect(finished.stdout).not.toMatch(/p%40ss|p@ss|user/);
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    for (const tunnel of asked) expect(tunnel.authorization).toBe(authorization);
    const targets = asked.map(({ target }) => target);
    for (const name of ['login', 'api', 'oapi']) expect(targets).toContain(`${name}.dingtalk.com:443`);
    // One to look, and one that all calls share.
    expect(targets.filter((target) => target === 'api.dingtalk.com:443')).toHaveLength(2);
  });

  it('the region’s hosts are asked for', async () => {
    const { port, trust } = await startFarDingTalk();
    const { host, asked } = await startTunnels(port);
    const finished = await doctor(['--region', 'intl'], { ...trust, https_proxy: host });
    expect(finished.code).toBe(0);
    expect(asked.map(({ target }) => target)).toContain('oapi.dingtalk.io:443');
  });

  it.each([
    ['en', 'Compare HTTPS_PROXY'],
    ['zh', '核对 HTTPS_PROXY'],
  ])('that wants other credentials says so (%s)', async (language, words) => {
    const { host } = await startTunnels(0, 407);
    const finished = await doctor(['--language', language], { HTTPS_PROXY: `http://${host}` });
    expect(finished.code).toBe(1);
    expect(sectionOf(finished, 'network')).toMatch(/^✗/);
    expect(sectionOf(finished, 'network')).toContain('PROXY_407');
    expect(sectionOf(finished, 'network')).toContain(words);
    expect(sectionOf(finished, 'credentials')).toMatch(/^–.*network/);
  });

  it('that is no URL is named as such', async () => {
    const finished = await doctor(['--json'], { HTTPS_PROXY: 'socks5://user:hunter2@127.0.0.1:1' });
    expect(checksOf(finished).network).toMatchObject({
      state: 'wrong',
      message: expect.stringContaining('HTTPS_PROXY'),
    });
    expect(finished.stdout).not.toContain('hunter2');
  });

  it('that lets only a browser’s host not through leaves open whether anything is wrong', async () => {
    const { port, trust } = await startFarDingTalk();
    const { host } = await startTunnels(port, 403, (target) => target.startsWith('login.'));
    const finished = await doctor([], { ...trust, HTTPS_PROXY: `http://${host}` });
    expect(finished.code).toBe(0);
    expect(sectionOf(finished, 'network')).toMatch(/^\? .*PROXY_403[\s\S]*browsers/);
    expect(sectionOf(finished, 'credentials')).toMatch(/^✓/);
  });

  it.each([
    ['en', 'NODE_EXTRA_CA_CERTS', 'certificate of its own'],
    ['zh', 'NODE_EXTRA_CA_CERTS', '证书'],
  ])('that shows a certificate of its own is found out (%s)', async (language, ...words) => {
    const { port } = await startFarDingTalk();
    const { host } = await startTunnels(port);
    const finished = await doctor(['--language', language], { HTTPS_PROXY: `http://${host}` });
    expect(finished.code).toBe(1);
    for (const word of [...words, 'SELF_SIGNED']) expect(sectionOf(finished, 'network')).toContain(word);
  });
});

describe('without a proxy', () => {
  it.each([
    ['en', 'has no address', 'DNS'],
    ['zh', '无法解析', 'DNS'],
  ])('a name that has no address is told (%s)', async (language, ...words) => {
    const finished = await doctor(['--dingtalk', 'https://dingtalk.invalid', '--language', language], {});
    expect(finished.code).toBe(1);
    for (const word of words) expect(sectionOf(finished, 'network')).toContain(word);
  });

  it.each([
    ['en', 'does not take the connection', 'port 443'],
    ['zh', '无法建立连接', '443 端口'],
  ])('a closed port is told (%s)', async (language, ...words) => {
    const closed = await listen(() => {});
    const { port } = closed.address() as { port: number };
    closed.close();
    const args = ['--dingtalk', `http://127.0.0.1:${port}`, '--language', language];
    const finished = await doctor(args, {});
    expect(finished.code).toBe(1);
    for (const word of [...words, 'ECONNREFUSED']) expect(sectionOf(finished, 'network')).toContain(word);
  });

  it('a host that says nothing is given up on', async () => {
    const silent = await listen(() => {});
    const { port } = silent.address() as { port: number };
    const finished = await doctor(
      ['--dingtalk', `https://127.0.0.1:${port}`, '--timeout', '0.3', '--json'],
      {},
    );
    expect(checksOf(finished).network).toMatchObject({ state: 'wrong', code: 'ETIMEDOUT' });
  });
});

async function listen(admit: () => void): Promise<Server> {
  const server = createServer(admit).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return server;
}

describe('the proxy for an address', () => {
  const proxy = (address: string, env: Record<string, string>) =>
    proxyFor(new URL(address), { HTTPS_PROXY: 'http://proxy:1', ...env })?.host;

  it.each([
    ['https://api.dingtalk.com', {}, 'proxy:1'],
    ['https://api.dingtalk.com', { https_proxy: 'small:2' }, 'small:2'],
    ['https://api.dingtalk.com', { HTTPS_PROXY: '' }, undefined],
    ['http://127.0.0.1:8080', {}, undefined],
    ['https://api.dingtalk.com', { NO_PROXY: '*' }, undefined],
    ['https://api.dingtalk.com', { NO_PROXY: 'example.com, dingtalk.com' }, undefined],
    ['https://api.dingtalk.com', { NO_PROXY: '.dingtalk.com' }, undefined],
    ['https://api.dingtalk.com', { NO_PROXY: '*.dingtalk.com' }, undefined],
    ['https://api.dingtalk.com', { NO_PROXY: 'API.dingtalk.com:443' }, undefined],
    ['https://api.dingtalk.com', { NO_PROXY: 'api.dingtalk.com:8443' }, 'proxy:1'],
    ['https://api.dingtalk.com', { NO_PROXY: 'talk.com' }, 'proxy:1'],
    ['https://api.dingtalk.com', { NO_PROXY: 'other', no_proxy: 'dingtalk.com' }, undefined],
  ])('%s with %j is %s', (address, env, expected) => {
    expect(proxy(address, env)).toBe(expected);
  });

  it('is refused when it is none, without a word of it', () => {
    const env = { HTTPS_PROXY: 'ftp://user:hunter2@proxy' };
    expect(() => proxyFor(new URL('https://a.b'), env)).toThrow(/^HTTPS_PROXY is no http: or https: URL$/);
    expect(new ProxyAgent({}, 1000)).toBeInstanceOf(Object);
  });
});

describe('Node', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v20.18.3', 'wrong'],
    ['v21.7.0', 'wrong'],
    ['v22.11.0', 'wrong'],
    ['v22.12.0', 'ok'],
    ['v23.0.0', 'wrong'],
    ['v24.0.0', 'ok'],
    ['v26.1.0', 'ok'],
  ])('%s is %s', (version, state) => {
    const finding = checkNode(version);
    expect(finding.state).toBe(state);
    if (state === 'wrong')
      for (const words of Object.values(finding.remedy ?? {})) expect(words).toContain('20.19');
  });
});
