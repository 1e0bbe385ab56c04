import fc from 'fast-check';
import { describe, expect } from 'vitest';
import {
  APP,
  call,
  codeFor,
  DAYS,
  getMe,
  it,
  LIN,
  MINUTES,
  OTHER_APP,
  parsed,
  postToken,
  refusal,
  signIn,
  start,
  TEA,
} from '../helpers/start.js';

const NOT_FOUND = refusal(400, 'invalidParameter.authCode.notFound', '不合法的临时授权码');
const BAD_CREDENTIALS = refusal(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
const TOKEN = expect.stringMatching(/^[0-9a-f]{32}$/);
const GRANTED = { status: 200, accessToken: TOKEN, refreshToken: TOKEN, expireIn: 7200 };

const missing = (name: string) => refusal(400, `Missing${name}`, `${name} is mandatory for this action.`);

describe('POST /v1.0/oauth2/userAccessToken', () => {
  it('gives tokens for a code, without corpId when the scope had none', async ({ simulator }) => {
    const answer = await postToken(simulator, { code: codeFor(simulator) });
    expect(answer.headers['content-type']).toBe('application/json;charset=utf-8');
    expect(parsed(answer)).toEqual(GRANTED);
  });

  it('tells the corpId when the scope had it, then and at every refresh', async ({ simulator }) => {
    const tokens = parsed(await postToken(simulator, { code: codeFor(simulator, 'openid corpid') }));
    expect(tokens).toEqual({ ...GRANTED, corpId: TEA.corpId });
    const { refreshToken } = tokens;
    const refreshed = await postToken(simulator, { grantType: 'refresh_token', refreshToken });
    expect(parsed(refreshed)).toMatchObject({ corpId: TEA.corpId });
  });

  it('takes a code for five minutes and no longer', async ({ simulator }) => {
    const [early, late] = [codeFor(simulator), codeFor(simulator)];
    simulator.wait(5 * MINUTES - 1);
    expect((await postToken(simulator, { code: early })).status).toBe(200);
    simulator.wait(1);
    expect(parsed(await postToken(simulator, { code: late }))).toEqual(NOT_FOUND);
  });

  it.for<[string, object]>([
    ['a wrong secret', { clientSecret: 'wrong' }],
    ['an unknown client', { clientId: 'nobody' }],
  ])('refuses %s without spending the code', async ([, wrong], { simulator }) => {
    const code = codeFor(simulator);
    expect(parsed(await postToken(simulator, { code, ...wrong }))).toEqual(BAD_CREDENTIALS);
    expect((await postToken(simulator, { code })).status).toBe(200);
  });

  it.each(['clientId', 'clientSecret', 'grantType', 'code'])('names %s when it is missing', async (name) => {
    const simulator = await start();
    for (const absent of [undefined, '', 7]) {
      expect(parsed(await postToken(simulator, { code: codeFor(simulator), [name]: absent }))).toEqual(
        missing(name),
      );
    }
  });

  it('asks for a refreshToken when that is what is to be exchanged', async ({ simulator }) => {
    const answer = await postToken(simulator, { grantType: 'refresh_token', code: codeFor(simulator) });
    expect(parsed(answer)).toEqual(missing('refreshToken'));
  });

  it.for<[string, string, string]>([
    ['a form', 'application/x-www-form-urlencoded', 'clientId=ding-app&clientSecret=app-secret&code=x'],
    ['JSON that says it is a form', 'application/x-www-form-urlencoded', '{"clientId":"ding-app"}'],
    ['broken JSON', 'application/json', '{"clientId":'],
    ['a JSON array', 'application/json', '[]'],
    ['nothing', 'application/json', ''],
  ])('takes %s for no body', async ([, contentType, body], { simulator }) => {
    const answer = await call(`${simulator.origins.api}/v1.0/oauth2/userAccessToken`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(parsed(answer)).toEqual(missing('body'));
  });

  it('refuses any other grant type', async ({ simulator }) => {
    const answer = await postToken(simulator, { grantType: 'password', code: codeFor(simulator) });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([400, 'unsupported.grant.type']);
  });

  it('rotates refresh tokens: the old one is dead, the new one works for 30 days', async ({ simulator }) => {
    const refresh = (refreshToken: string) =>
      postToken(simulator, { grantType: 'refresh_token', refreshToken });
    const first = await signIn(simulator);
    simulator.wait(30 * DAYS - 1);
    const second = JSON.parse((await refresh(first.refreshToken)).body);
    expect(second).toEqual({ accessToken: TOKEN, refreshToken: TOKEN, expireIn: 7200 });
    expect(new Set([first.accessToken, first.refreshToken, ...Object.values(second)]).size).toBe(5);
    expect(JSON.parse((await getMe(simulator, second.accessToken)).body).unionId).toBe(LIN.unionId);
    const dead = await refresh(first.refreshToken);
    expect(parsed(dead)).toEqual(NOT_FOUND);
    simulator.wait(30 * DAYS);
    expect(parsed(await refresh(second.refreshToken))).toEqual(NOT_FOUND);
  });

  it('never takes one kind of secret for another', async ({ simulator }) => {
    const { accessToken, refreshToken } = await signIn(simulator);
    const inApp = simulator.inAppCode({ clientId: APP.clientId, unionId: LIN.unionId });
    for (const code of [accessToken, refreshToken, inApp]) {
      expect(parsed(await postToken(simulator, { code }))).toEqual(NOT_FOUND);
    }
    const code = codeFor(simulator);
    const crossed = await postToken(simulator, { grantType: 'refresh_token', refreshToken: code });
    expect(parsed(crossed)).toEqual(NOT_FOUND);
    expect((await getMe(simulator, refreshToken)).status).toBe(400);
    expect((await getMe(simulator, code)).status).toBe(400);
  });

  it('gives tokens for each code exactly once, in whatever order and however close the attempts come', async () => {
    const simulator = await start();
    const attempt = fc.record({
      code: fc.nat(2),
      client: fc.constantFrom(APP, OTHER_APP, { ...APP, clientSecret: 'wrong' }),
      pauseMs: fc.constantFrom(0, 0, 0, 1, 3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 12 }), async (attempts) => {
        const codes = [codeFor(simulator), codeFor(simulator), codeFor(simulator)];
        const outcomes = await Promise.all(
          attempts.map(async ({ code, client: { clientId, clientSecret }, pauseMs }) => {
            await new Promise((resolve) => setTimeout(resolve, pauseMs));
            return (await postToken(simulator, { clientId, clientSecret, code: codes[code] })).status;
          }),
        );
        for (const index of codes.keys()) {
          const granted = attempts.filter(({ code }, at) => code === index && outcomes[at] === 200);
          const rightful = attempts.filter(({ code, client }) => code === index && client === APP);
          expect(granted.length).toBe(Math.min(rightful.length, 1));
          expect(granted.every(({ client }) => client === APP)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});
