import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { locationOf, type Visitor } from '../helpers/visitor.js';

/** An app of one framework as its page in the documentation has it, and a DingTalk behind it. */
export interface RecipeApp {
  visitor(): Visitor;
  /** Goes to DingTalk and agrees; leads to the path of the callback. */
  agree(visitor: Visitor): Promise<string>;
  /** Has DingTalk's next answer to the question for the person be this. */
  failNext(status: number, body: object): void;
  /** What the log has. */
  log(): string;
  close(): Promise<void>;
}

/** `verify` throws it for the person of this unionId. */
export const broken = { unionId: 'union-broken', message: 'the password of the database is hunter2' };

const message = 'ip not in whitelist: 203.0.113.7';
const ipNotAllowed = { code: 'Forbidden.AccessDenied.IpNotInWhiteList', requestid: 'REQ-7', message };

/** What a page on a framework promises: how a sign-in ends, for the person and for the log. */
export function describeRecipe(
  framework: string,
  start: (unionId?: string) => Promise<RecipeApp>,
  { json = false }: { json?: boolean } = {},
): void {
  let app: RecipeApp;
  const close = async () => app?.close();
  afterEach(async () => {
    await close();
    vi.restoreAllMocks();
  });

  const read = async (response: Response) => {
    const text = await response.text();
    if (json && response.headers.get('content-type')?.includes('json')) return JSON.parse(text).message;
    return text;
  };

  describe(framework, () => {
    describe('with a person who may come in', () => {
      let visitor: Visitor;
      let callback: string;
      beforeEach(async () => {
        app = await start();
        visitor = app.visitor();
        callback = await app.agree(visitor);
      });

      test('signs in, and leads on', async () => {
        const response = await visitor.get(callback);
        expect([response.status, locationOf(response).pathname]).toEqual([302, '/']);
        expect(await (await visitor.get('/')).json()).toMatchObject({ id: 'union-lan' });
      });

      test('tells a failure in the language of the person', async () => {
        const stranger = app.visitor();
        const inEnglish = await stranger.get(callback);
        expect(inEnglish.status).toBe(403);
        expect(await read(inEnglish)).toMatch(/^This sign-in did not begin in this browser/);
        const inChinese = await stranger.get(callback, { 'accept-language': 'zh-CN,zh;q=0.9' });
        expect(inChinese.status).toBe(403);
        expect(await read(inChinese)).toMatch(/^本次登录不是在此浏览器中发起的/);
        expect(app.log()).toBe('');
      });

      test('tells an error of DingTalk to the person and to the administrator, apart', async () => {
        app.failNext(403, ipNotAllowed);
        const response = await visitor.get(callback, { 'accept-language': 'en' });
        expect(response.status).toBe(500);
        const text = await read(response);
        expect(text).toBe('DingTalk does not let this server sign people in. Please tell the administrator.');
        // Where the app is another process, its log arrives by itself.
        await expect
          .poll(() => app.log())
          .toMatch(/IP allow-list.*Forbidden\.AccessDenied\.IpNotInWhiteList/);
        expect(await (await visitor.get('/')).json()).toBeNull();
      });

      test('takes a callback once, also when it ended with an error', async () => {
        app.failNext(403, ipNotAllowed);
        await visitor.get(callback);
        const again = await visitor.get(callback);
        expect(again.status).toBe(403);
        expect(await read(again)).toMatch(/^This sign-in was already used/);
      });
    });

    test('tells nothing of an error of the application', async () => {
      app = await start(broken.unionId);
      const visitor = app.visitor();
      const response = await visitor.get(await app.agree(visitor));
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('hunter2');
      await expect.poll(() => app.log()).toContain('hunter2');
    });
  });
}
