// Two strategies for DingTalk replace a method of passport-oauth2 itself, and with it that of every other strategy
// in the process: sign-in with Google then calls what DingTalk's strategy made of it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { OAuth2Server } from 'oauth2-mock-server';
import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import { expect, test } from 'vitest';
import { closeAfterTest } from '../helpers/start.js';
import { locationOf, type Visitor } from '../helpers/visitor.js';
import { person, startAppUnderTest } from './app-under-test.js';
import { expressApp } from './frameworks.js';

async function changesWhenLoaded(strategy: string): Promise<string[]> {
  const probe = fileURLToPath(new URL('children/prototype-probe.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', probe, strategy]);
  return JSON.parse(stdout);
}

test('loading the package changes nothing that strategies of passport-oauth2 share', async () => {
  expect(await changesWhenLoaded(new URL('../../lib/index.ts', import.meta.url).href)).toEqual([]);
  // What it would look like.
  expect(await changesWhenLoaded('node-passport-dingtalk')).toEqual(['OAuth2Strategy._loadUserProfile']);
});

test('people sign in with Google beside DingTalk, before and after', async () => {
  const google = new OAuth2Server();
  await google.issuer.keys.generate('RS256');
  await google.start(0, '127.0.0.1');
  closeAfterTest(() => google.stop());
  const app = await startAppUnderTest((strategy) => {
    const { app: host, passport } = expressApp();
    passport.use(strategy);
    passport.use(
      new GoogleStrategy(
        {
          ...{ clientID: 'google', clientSecret: 'google-secret', callbackURL: '/auth/google/callback' },
          ...{ authorizationURL: `${google.issuer.url}/authorize`, tokenURL: `${google.issuer.url}/token` },
          ...{ userProfileURL: `${google.issuer.url}/userinfo`, state: true },
        },
        (_accessToken, _refreshToken, profile, done) => done(null, { id: profile.id }),
      ),
    );
    for (const name of ['google', 'dingtalk']) {
      host.get(`/auth/${name}`, passport.authenticate(name, { scope: 'openid' }));
      host.get(`/auth/${name}/callback`, passport.authenticate(name, { session: false }), (req, res) => {
        res.json(req.user);
      });
    }
    return host;
  });
  const { open } = app;

  const withGoogle = async (visitor: Visitor) => {
    const page = locationOf(await visitor.get('/auth/google'));
    const callback = locationOf(await fetch(page, { redirect: 'manual' }));
    return (await open(visitor, callback)).json();
  };

  const visitor = app.visitor();
  expect(await withGoogle(visitor)).toEqual({ id: 'johndoe' });
  expect(await (await open(visitor, await app.agree(visitor))).json()).toEqual(person);
  expect(await withGoogle(visitor)).toEqual({ id: 'johndoe' });
});
