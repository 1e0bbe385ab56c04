import { describe, expect } from 'vitest';
import type { Simulator } from '../../../lib/simulator/index.js';
import {
  addressOf,
  CORPID,
  call,
  it,
  LIN,
  REDIRECT,
  type Received,
  submit,
  TEA,
  YUN,
} from '../helpers/start.js';

const frame = (simulator: Simulator, more: Record<string, string> = {}) =>
  addressOf(simulator, { iframe: 'true', state: 's', ...more });
const atTea = { ...CORPID, corpId: TEA.corpId, org_type: 'management' };
const unknownApp = { client_id: 'ding-none' };
const lin = { unionId: LIN.unionId };
const yun = { unionId: YUN.unionId };
const refuse = { decision: 'refuse' };

const message = ({ body }: Received) => {
  const [, text = 'null'] = /data-message="([^"]*)"/.exec(body) ?? [];
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
};

describe('the QR code in a frame', () => {
  it('may be framed by any page, and redirects nowhere', async ({ simulator }) => {
    const page = await call(frame(simulator));
    expect(page.headers['x-frame-options']).toBeUndefined();
    expect(page.headers['content-security-policy']).not.toContain('frame-ancestors');
    const agreed = await submit(frame(simulator), lin);
    const { success, redirectUrl } = message(agreed);
    expect([agreed.status, success]).toEqual([200, true]);
    const code = new URL(redirectUrl).searchParams.get('code');
    expect(redirectUrl).toBe(`${REDIRECT}&code=${code}&authCode=${code}&state=s`);
  });

  it('tells the page around it what DingTalk refuses', async ({ simulator }) => {
    expect(message(await submit(frame(simulator, atTea), yun))).toEqual({
      ...{ success: false, errorMsg: '操作失败，你不在组织内', errorCode: 11055 },
    });
    for (const wrong of [
      unknownApp,
      { redirect_uri: 'http://localhost:4000/other' },
      CORPID,
      { ...CORPID, corpId: TEA.corpId },
    ]) {
      const answer = await call(frame(simulator, wrong));
      expect(message(answer)).toMatchObject({ success: false, errorMsg: expect.any(String) });
    }
    const cancelled = message(await submit(frame(simulator), refuse));
    expect(cancelled.redirectUrl).toContain('error=access_denied');
  });

  it('says in the frame too what became of it', async ({ simulator }) => {
    const headers = { 'accept-language': 'zh-CN' };
    expect((await submit(frame(simulator), refuse)).body).toContain('Cancelled on the phone.');
    expect((await submit(frame(simulator), lin, headers)).body).toContain('在手机上同意');
    const answer = await call(frame(simulator, unknownApp), { headers });
    expect(answer.body).toContain('client_id 没有登记。');
  });

  it('offers the code once more where that can help', async ({ simulator }) => {
    const again = 'Show the code again';
    expect((await submit(frame(simulator), refuse)).body).toContain(again);
    expect((await submit(frame(simulator, atTea), yun)).body).toContain(again);
    expect((await submit(frame(simulator), lin)).body).not.toContain(again);
    expect((await call(frame(simulator, unknownApp))).body).not.toContain(again);
  });

  it('takes no form of another site', async ({ simulator }) => {
    const answer = await submit(frame(simulator), lin, { origin: 'https://evil.example' });
    expect(message(answer)).toMatchObject({ success: false });
  });
});
