// An application around one recipe of the documentation: its first argument says which file the recipe is in and which of
// its exports to use. Says its port; /begin leads a visitor to DingTalk, and the callback tells how it ended. The
// routes that a recipe brings are there, too, /me says who is signed in, and /person whom a code is of.
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { DingTalkClient } from 'passport-dingtalk-oauth2';

const { file, use, clientID, corpId } = JSON.parse(process.argv[2]);
const clientSecret = process.env.DINGTALK_CLIENT_SECRET;
const recipe = await import(pathToFileURL(file).href);

const tokenOf = async (organization) => {
  const { accessToken } = await new DingTalkClient({ clientID, clientSecret }).corpToken(organization);
  return accessToken;
};
const setUps = {
  strategy: () => passport.use(recipe.strategy),
  qrStrategy: () => passport.use(recipe.qrStrategy),
  routes: () => {},
  addTenant: () => recipe.addTenant({ name: 'tea', corpId, clientID, clientSecret }),
  withSuiteTicket: () => passport.use(recipe.withSuiteTicket(async () => 'the-latest-ticket')),
  withAppTokens: () => passport.use(recipe.withAppTokens(tokenOf)),
};
setUps[use]();
const name = use === 'addTenant' ? 'dingtalk-tea' : 'dingtalk';

const app = express();
app.use(session({ secret: 'test', resave: false, saveUninitialized: false }));
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));
app.use(passport.session(), recipe.router ?? recipe.modules ?? express.Router());
app.get('/me', (req, res) => res.json(req.user ?? null));
app.get('/person', (req, res, next) => {
  recipe.personOf(req.query.code).then((person) => res.json(person), next);
});
app.get('/begin', passport.authenticate(name));
app.get(/\/callback$/, (req, res, next) => {
  const tell = (error, user, info) =>
    res.json(error ? { error: error.code ?? error.message } : { user, info });
  passport.authenticate(name, tell)(req, res, next);
});
// Connected before the first sign-in, like a process that has been up for a while. Without a Redis there is no end
// to the attempts.
await Promise.race([recipe.appTokenStore?.get('warm-up'), sleep(2000, undefined, { ref: false })]);
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
