import { describe, expect } from 'vitest';
import { APP, BOOKS, call, it, LIN, REDIRECT, start, submit, TEA } from '../helpers/start.js';

describe('the directory page', () => {
  const lin = { unionId: LIN.unionId, corpId: TEA.corpId };

  it('lists everybody, and lets people leave and come back', async ({ simulator }) => {
    const address = `${simulator.origins.api}/simulator/directory`;
    const shown = async () => (await call(address, { headers: { 'accept-language': 'en' } })).body;
    expect(await shown()).not.toContain('Has left');
    const { status, headers } = await submit(address, { ...lin, move: 'leave' });
    expect([status, headers.location]).toEqual([303, '/simulator/directory']);
    expect(await shown()).toContain('Has left');
    const authorization = { clientId: APP.clientId, redirectUri: REDIRECT, scope: 'openid corpid' };
    const offered = () => simulator.authorize({ ...authorization, ...lin });
    expect(offered).toThrow(/11055/);
    await submit(address, { ...lin, move: 'join' });
    expect(await shown()).not.toContain('Has left');
    expect(offered()).toContain('code=');
  });

  it('has a picture of everybody, also of those who never sign in', async () => {
    const owner = { unionId: 'union-owner', userId: 'owner', name: '主人' };
    const simulator = await start({ organizations: [{ ...TEA, members: [owner] }, BOOKS] });
    const { body } = await call(`${simulator.origins.api}/simulator/directory`);
    const pictures = [...body.matchAll(/<img src="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(pictures.length).toBeGreaterThan(2);
    for (const path of pictures) {
      expect((await call(simulator.origins.api + path)).headers['content-type']).toBe('image/svg+xml');
    }
  });

  it('says what is wrong with a form, and changes nothing', async ({ simulator }) => {
    const address = `${simulator.origins.api}/simulator/directory`;
    for (const [fields, en, zh] of [
      [{ ...lin, unionId: 'nobody' }, 'No member of the organization', '没有这个 unionId 的成员'],
      [{ ...lin, corpId: 'nothing' }, 'No organization has this corpId', '没有这个 corpId 的组织'],
    ] as const) {
      for (const [language, words] of [
        ['en', en],
        ['zh-CN', zh],
      ] as const) {
        const form = { ...fields, move: 'leave' };
        const { status, body } = await submit(address, form, { 'accept-language': language });
        expect([status, body]).toEqual([400, expect.stringContaining(words)]);
        expect(body).toMatch(/<code>(?:nobody|nothing)<\/code>/);
        expect(body).toContain('<a href="/simulator/directory">');
      }
    }
    expect((await call(address)).body).not.toContain('Has left');
  });

  it('takes no form of another site', async ({ simulator }) => {
    const address = `${simulator.origins.api}/simulator/directory`;
    const headers = { origin: 'https://elsewhere.example' };
    const { status, body } = await submit(address, { ...lin, move: 'leave' }, headers);
    expect(body).toContain('<a href="/simulator/directory">');
    expect(status).toBe(403);
    expect((await call(address)).body).not.toContain('Has left');
  });
});
