// An Express application as users of the package write it, with a simulator and a visitor in the same process. It is
// run as it is, and bundled.
import assert from 'node:assert/strict';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { DingTalkStrategy } from 'passport-dingtalk-oauth2';
import { defaultPeople, startSimulator } from 'passport-dingtalk-oauth2/simulator';

const app = express();
const server = app.listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const callbackURL = `${origin}/auth/dingtalk/callback`;
  const client = { clientId: 'dingpacked', clientSecret: 'of-no-value', redirectUrls: [callbackURL] };
  const simulator = await startSimulator({ clients: [client] });
  const { origins } = simulator;
  passport.use(
    new DingTalkStrategy(
      { clientID: client.clientId, clientSecret: client.clientSecret, callbackURL, origins },
      (_accessToken, _refreshToken, profile, done) => done(null, { id: profile.id }),
    ),
  );
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user, done) => done(null, user));
  app.use(session({ secret: 'of-no-value', resave: false, saveUninitialized: false }));
  app.use(passport.session());
  app.get('/auth/dingtalk', passport.authenticate('dingtalk'));
  app.get('/auth/dingtalk/callback', passport.authenticate('dingtalk', { successRedirect: '/' }));
  app.get('/', (req, res) => res.json(req.user ?? null));

  const begun = await fetch(`${origin}/auth/dingtalk`, { redirect: 'manual' });
  const asked = new URL(begun.headers.get('location'));
  // Their attributes are sent too, as cookies that nobody reads.
  const cookiesOf = (response) => response.headers.getSetCookie().join('; ');
  const [{ unionId }] = defaultPeople;
  const { clientId } = client;
  const state = asked.searchParams.get('state');
  const callback = simulator.authorize({ clientId, redirectUri: callbackURL, unionId, state });
  const back = await fetch(callback, { redirect: 'manual', headers: { cookie: cookiesOf(begun) } });
  const home = await fetch(origin, { headers: { cookie: cookiesOf(back) } });
  assert.deepEqual(await home.json(), { id: unionId });
  console.log('signed in');

  await simulator.close();
  server.close();
  server.closeAllConnections();
});
