import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { type DingTalkHosts, startDingTalkHosts } from './dingtalk-hosts.js';

const run = promisify(execFile);
let simulator: Simulator;
let hosts: DingTalkHosts;

beforeAll(async () => {
  simulator = await startSimulator();
  hosts = await startDingTalkHosts(simulator.origins.api);
});

afterAll(async () => {
  await hosts.close();
  await simulator.close();
});

async function inChild(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, ...hosts.env },
  });
  return stdout;
}

const get = (url: string) => `
  import https from 'node:https';
  https.get('${url}', (answer) => {
    answer.on('data', () => {}).on('error', ({ code }) => console.log(code))
      .on('end', () => console.log(answer.statusCode));
  }).on('error', ({ code }) => console.log(code)).on('timeout', () => console.log('timeout'));`;

test('a client with fixed hosts reaches the upstream by node:https, and trusts it', async () => {
  expect(await inChild(get('https://api.dingtalk.com/v1.0/contact/users/me'))).toBe('400\n');
  const [request] = simulator.requests.slice(-1);
  expect(request).toMatchObject({ endpoint: 'me', headers: { 'x-forwarded-host': 'api.dingtalk.com' } });
});

test('a client with fixed hosts reaches the upstream by fetch, and trusts it', async () => {
  const script = `const { status } = await fetch('https://login.dingtalk.io/v1.0/none'); console.log(status)`;
  expect(await inChild(script)).toBe('404\n');
  expect(simulator.requests.at(-1)?.headers['x-forwarded-host']).toBe('login.dingtalk.io');
});

test('a connection that the upstream cuts is cut', async () => {
  simulator.fail('me', { hangUp: true });
  expect(await inChild(get('https://api.dingtalk.com/v1.0/contact/users/me'))).toBe('ECONNRESET\n');
  simulator.fail('me', { body: '{"nick":"cut"}', after: { bytes: 5, ending: 'cut' } });
  expect(await inChild(get('https://api.dingtalk.com/v1.0/contact/users/me'))).toBe('ECONNRESET\n');
});

test('requests on one connection share one at the upstream', async () => {
  const before = simulator.requests.length;
  await inChild(`
    import https from 'node:https';
    const agent = new https.Agent({ keepAlive: true });
    const ask = () => new Promise((resolve) => {
      https.get('https://api.dingtalk.com/v1.0/none', { agent }, (answer) => answer.resume().on('end', resolve));
    });
    await ask();
    await new Promise(setImmediate);
    await ask();
    agent.destroy();`);
  const [first, second] = simulator.requests.slice(before);
  expect(first?.connection).toBe(second?.connection);
});

test('no other machine is reached', async () => {
  await expect(inChild(get('https://example.com/'))).rejects.toThrow('may not connect to example.com');
});
