import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../../lib/index.js';
import { defaultClient, defaultPeople } from '../../../lib/simulator/index.js';
import { freePort } from '../../helpers/free-port.js';
import { listen } from '../../helpers/start.js';
import { startCommand } from '../helpers/doctor.js';
import { configFile, control, runSimulator, startSimulatorCommand } from '../helpers/simulator.js';

/** The person whom DingTalk's calls tell of, after a sign-in without a page. */
async function signIn(
  origin: string,
  app: Pick<typeof defaultClient, 'clientId' | 'clientSecret'>,
  unionId: string,
) {
  const redirectUri = 'http://localhost:3000/auth/dingtalk/callback';
  const { url } = (await control(origin, 'authorize', { clientId: app.clientId, redirectUri, unionId })) as {
    url: string;
  };
  const client = new DingTalkClient({
    clientID: app.clientId,
    clientSecret: app.clientSecret,
    origins: { login: origin, api: origin, oapi: origin },
  });
  const tokens = await client.exchangeCode(new URL(url).searchParams.get('code') ?? '');
  return client.me(tokens.accessToken);
}

describe('passport-dingtalk-oauth2 simulator', () => {
  it('signs people in until it is told to stop', async () => {
    const [person] = defaultPeople;
    const simulator = await startSimulatorCommand();
    const user = await signIn(simulator.origin, defaultClient, person?.unionId ?? '');
    expect(user).toMatchObject({ unionId: person?.unionId, nick: person?.nick });
    simulator.kill('SIGINT');
    expect(await simulator.finished).toMatchObject({ code: 0, stderr: '' });
    await expect(fetch(simulator.origin)).rejects.toThrow();
  });

  it('stops when a supervisor says so, with a connection open', async () => {
    const simulator = await startSimulatorCommand();
    await control(simulator.origin, 'fail', { endpoint: 'me', answer: { delayMs: 'Infinity' } });
    const waiting = fetch(`${simulator.origin}/v1.0/contact/users/me`).catch(() => 'cut');
    let arrived: unknown[] = [];
    while (arrived.length === 0) {
      const answer = await fetch(`${simulator.origin}/simulator/control/requests`);
      arrived = ((await answer.json()) as { requests: unknown[] }).requests;
    }
    simulator.kill('SIGTERM');
    expect((await simulator.finished).code).toBe(0);
    expect(await waiting).toBe('cut');
  });

  it('says where it is, who is there, and what to set for the example app', async () => {
    const { origin, greeting, environment } = await startSimulatorCommand();
    const shown = greeting
      .replaceAll(origin, 'http://127.0.0.1:8080')
      .replace(/(?<=SESSION_SECRET=)[\w-]{32}$/m, '(random)');
    expect(shown).toMatchInlineSnapshot(`
      "A simulated DingTalk: http://127.0.0.1:8080
      Control: http://127.0.0.1:8080/simulator/control/

      App: Example app
        Client ID        dingsimulatorexample
        Client Secret    simulator-secret-of-no-value-anywhere
        Redirect URLs    http://localhost:3000/auth/dingtalk/callback
                         http://127.0.0.1:3000/auth/dingtalk/callback
        Admin page       http://localhost:3000/admin

      Organizations
        星河茶社         ding00000000000000000000000teahouse  SSOSecret simulator-sso-secret-of-no-value-anywhere
        蓝鲸文具         ding0000000000000000000000stationery

      People
        小满             simulatorXiaoManiEiE  星河茶社, 蓝鲸文具
        青柠             simulatorQingNingiEiE  蓝鲸文具
        云朵             simulatorYunDuoiEiE

      For the README’s example, the complete application or the example app, in the environment or in .env:
        DINGTALK_SIMULATOR=http://127.0.0.1:8080
        DINGTALK_CLIENT_ID=dingsimulatorexample
        DINGTALK_CLIENT_SECRET=simulator-secret-of-no-value-anywhere
        DINGTALK_CORP_ID=ding00000000000000000000000teahouse
        DINGTALK_SSO_SECRET=simulator-sso-secret-of-no-value-anywhere
        SESSION_SECRET=(random)

      Ctrl-C stops it.
      "
    `);
    const secret = { SESSION_SECRET: expect.any(String) };
    expect(environment()).toMatchObject({ DINGTALK_SIMULATOR: origin, ...secret });
  });

  it('says it in Chinese where a flag asks for that', async () => {
    const { greeting } = await startSimulatorCommand(['--language', 'zh']);
    expect(greeting).toMatch(/^钉钉模拟器：http.*\n控制接口：http.*\n\n应用：示例应用\n/);
    expect(greeting).toContain('\n  小满             simulatorXiaoManiEiE  星河茶社、蓝鲸文具\n');
    expect(greeting).toMatch(/\n按 Ctrl-C 停止。\n$/);
  });

  it('has whom and what the file says, on its port unless a flag says another', async () => {
    const corpId = 'ding-tea';
    const clients = [
      { ...defaultClient, clientId: 'ding-tea', clientSecret: "it's", name: 'Tea \u001b[2J', corpId },
      { clientId: 'ding-suite', clientSecret: 's', redirectUrls: [], thirdParty: true },
    ];
    const config = configFile({
      $schema: 'https://example.com/simulator.schema.json',
      port: 1,
      clients,
      people: [{ unionId: 'union-lan', nick: 'Lan', organizations: [corpId] }],
      organizations: [{ corpId, name: 'Tea', departments: [{ id: 2, name: 'Shop' }] }],
      faults: [{ endpoint: 'me', answer: { status: 400, body: { code: 'busy', message: 'busy' } } }],
    });
    const { origin, greeting } = await startSimulatorCommand(['--config', config, '--port', '0']);
    const signedIn = () => signIn(origin, clients[0] ?? defaultClient, 'union-lan');
    await expect(signedIn()).rejects.toMatchObject({ providerCode: 'busy' });
    expect(await signedIn()).toMatchObject({ nick: 'Lan' });
    expect(greeting).toContain('App: Tea ?[2J\n');
    expect(greeting).toContain('App: ding-suite (third-party)\n');
    expect(greeting).toContain('Redirect URLs    none\n');
    expect(greeting).toContain('  Lan              union-lan  Tea\n');
    expect(greeting).toContain("  DINGTALK_CLIENT_SECRET='it'\\''s'\n  DINGTALK_CORP_ID=ding-tea\n");
    expect(greeting).not.toContain('DINGTALK_SSO_SECRET');
  });

  it('says when none of the apps is for the example app', async () => {
    const client = { ...defaultClient, redirectUrls: ['http://localhost:5000/login'] };
    const file = configFile({ clients: [client] });
    const { greeting, environment } = await startSimulatorCommand(['--config', file]);
    expect(greeting).toContain(
      'No app has the redirect URL of the example app: http://localhost:3000/auth/dingtalk/callback\n',
    );
    expect(environment()).toEqual({});
  });

  it('takes the port of the file', async () => {
    const port = await freePort();
    const simulator = await startCommand(['simulator', '--config', configFile({ port })]);
    expect(await simulator.printed(/http:\S+/)).toBe(`http://127.0.0.1:${port}`);
  });
});

describe('passport-dingtalk-oauth2 simulator gives up', () => {
  it.each([
    ['en', /^Port \d+ is in use\. Stop the program that uses it, or choose another: --port 8081\n$/],
    ['zh', /^端口 \d+ 已被占用。.*--port 8081\n$/],
  ])('where its port is taken, in %s', async (language, message) => {
    const { port } = new URL((await listen(createServer())).origin);
    const finished = await runSimulator(['--port', port, '--language', language]);
    expect(finished).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  });

  it.each([
    [['--port', '65536'], '--port must be a number from 0 to 65535.', '--port 必须是 0 至 65535 '],
    [['--port', 'x'], '--port must be', '--port 必须是'],
    [['--config', 'no-such-file'], 'The file of --config cannot be read (ENOENT).', '（ENOENT）。'],
  ])('at the command line %j', async (args, en, zh) => {
    for (const [language, message] of Object.entries({ en, zh })) {
      const { code, stdout, stderr } = await runSimulator(['--language', language, ...args]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/(?:Usage: |用法：)passport-dingtalk-oauth2 simulator/);
    }
  });
});
