import { createServer } from 'node:https';
import express from 'express';
import { Passport, type PassportStatic } from 'passport';
import { generate } from 'selfsigned';
import { beforeEach, expect, it } from 'vitest';
import { CookieStateStore, DingTalkStrategy } from '../../../lib/index.js';
import { defaultPeople } from '../../../lib/simulator/index.js';
import { describeInBrowser, openPage } from '../../helpers/browser.js';
import { listen, simulate } from '../../helpers/start.js';

const secret = 'a-secret-of-at-least-thirty-two-characters';
const credentials = { clientId: 'dingbrowser', clientSecret: 'browser-secret' };

let origin: string;
beforeEach(async () => {
  const app = express();
  const tls = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  const listening = await listen(createServer({ key: tls.private, cert: tls.cert }, app));
  // Another site than the simulator's 127.0.0.1: the way back is one that SameSite has a say in.
  origin = listening.origin.replace('127.0.0.1', 'localhost');
  const callbackURL = `${origin}/callback`;
  const { origins } = await simulate({ clients: [{ ...credentials, redirectUrls: [callbackURL] }] });
  const passport = new Passport() as unknown as PassportStatic;
  const { clientId: clientID, clientSecret } = credentials;
  passport.use(
    new DingTalkStrategy(
      { clientID, clientSecret, callbackURL, origins, store: new CookieStateStore({ secret }) },
      (_accessToken, _refreshToken, profile, done) => done(null, { id: profile.id }),
    ),
  );
  app.get('/begin', passport.authenticate('dingtalk'));
  app.get('/callback', passport.authenticate('dingtalk', { session: false }), (req, res) => {
    res.json(req.user);
  });
});

describeInBrowser('the state in cookies, in a browser over https', (browser) => {
  it('is kept while the person is at DingTalk, and says afterwards that the callback was used', async () => {
    const page = await openPage(browser(), { ignoreHTTPSErrors: true, locale: 'en-US' });
    await page.goto(`${origin}/begin`);
    const name = expect.stringMatching(/^__Host-dingtalk-state\.[\w-]{16}$/);
    expect(await page.context().cookies(origin)).toEqual([
      expect.objectContaining({ name, secure: true, httpOnly: true, sameSite: 'Lax', path: '/' }),
    ]);
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    await page.waitForURL(`${origin}/callback**`);
    expect(JSON.parse(await page.innerText('body'))).toEqual({ id: defaultPeople[0]?.unionId });
    expect(await page.context().cookies(origin)).toEqual([
      expect.objectContaining({ name, value: expect.stringMatching(/\.used$/) }),
    ]);
    const again = await page.reload();
    expect(again?.status()).toBe(403);
  });
});
