import { describe, expect, it } from 'vitest';
import { defaultOrganizations } from '../../lib/simulator/index.js';
import { organization, person, signIn, visit } from '../helpers/example-app.js';
import { agreeFor } from '../helpers/start.js';

const PATH = '/auth/dingtalk/qr';
const [, otherOrganization] = defaultOrganizations.map(({ corpId }) => corpId) as [string, string];

describe('the QR code', () => {
  it('is offered on the home page, whose security policy lets in what draws it', async () => {
    const { app, visitor } = await visit();
    const { text, headers } = await visitor.get('/');
    const { login } = app.simulator.origins;
    expect(text).toContain('Show QR code');
    expect(text).toContain(`data-script="${login}/simulator/ddlogin.js"`);
    expect(headers['content-security-policy']?.split(';')).toEqual(
      expect.arrayContaining([
        `frame-src ${login}`,
        `script-src 'self' ${login}/simulator/ddlogin.js`,
        "connect-src 'self'",
      ]),
    );
  });

  it('comes from DingTalk’s own places when DingTalk is real', async () => {
    const { visitor } = await visit({ app: { simulator: undefined } });
    const policy = (await visitor.get('/')).headers['content-security-policy'];
    const script = 'https://g.alicdn.com/dingding/h5-dingtalk-login/0.21.0/ddlogin.js';
    expect(policy).toContain(`;script-src 'self' ${script};`);
    expect(policy).toContain(';frame-src https://login.dingtalk.com;');
  });

  it('is not offered to who is signed in', async () => {
    const { app, visitor } = await visit();
    await signIn(app, visitor);
    const { text, headers } = await visitor.get('/');
    expect(text).not.toContain('Show QR code');
    expect(headers['content-security-policy']).toContain("script-src 'self';");
  });

  it('has a state of its own, which brings the visitor back to where they wanted to go', async () => {
    const { app, visitor } = await visit();
    const { body } = await visitor.get(PATH).query({ returnTo: '/profile?a' }).expect(200);
    const { pathname, search } = agreeFor(app.simulator, new URLSearchParams(body), person.unionId);
    const { headers } = await visitor.get(pathname + search).expect(303);
    expect(headers.location).toBe('/profile?a');
    expect((await visitor.get('/profile')).text).toContain(person.nick);
  });

  it.each([
    ['the only organization that may enter', [otherOrganization], otherOrganization],
    ['its own organization', [otherOrganization, organization.corpId], organization.corpId],
  ])('names %s, where there is a list', async (_which, allowedCorpIds, corpId) => {
    const { visitor } = await visit({ app: { dingtalk: { allowedCorpIds } } });
    const { body } = await visitor.get(PATH).expect(200);
    expect(body).toMatchObject({ scope: 'openid corpid', corpId, org_type: 'management' });
  });

  it.each([
    ['abroad', { region: 'intl' as const }],
    ['where several organizations may enter and none is its own', { allowedCorpIds: ['dinga', 'dingb'] }],
  ])('does not exist %s', async (_where, dingtalk) => {
    const { visitor } = await visit({ app: { dingtalk } });
    await visitor.get(PATH).expect(404);
    expect((await visitor.get('/')).text).not.toContain('Show QR code');
  });
});
