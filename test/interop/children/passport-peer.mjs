// An app that signs in with node-passport-dingtalk, in a process of its own since that package changes
// passport-oauth2 for everybody in the process. Express 4, because it assigns to the query.
import session from 'express-session';
import express from 'express4';
import Strategy from 'node-passport-dingtalk';
import passport from 'passport';

const app = express();
app.use(session({ secret: 'peer', resave: false, saveUninitialized: false }));
app.get('/auth/dingtalk', (req, res, next) => passport.authenticate('dingtalk')(req, res, next));
app.get('/auth/dingtalk/callback', (req, res, next) =>
  passport.authenticate('dingtalk', { session: false })(req, res, next),
);
app.get('/auth/dingtalk/callback', (req, res) => res.json(req.user));
const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

process.once('message', ({ origins, client, callbackURL }) => {
  const strategy = new Strategy(
    {
      clientID: client.clientId,
      clientSecret: client.clientSecret,
      callbackURL,
      state: true,
      authorizationURL: `${origins.login}/oauth2/auth`,
      persistentTokenURL: `${origins.api}/v1.0/oauth2/userAccessToken`,
      userProfileURL: `${origins.api}/v1.0/contact/users/me`,
    },
    (_accessToken, _refreshToken, params, profile, done) => done(null, { profile, corpId: params.corpId }),
  );
  passport.use(strategy);
  process.send('ready');
});
