// One of several processes of an application that share a Redis, as docs/sessions.md has it. Told by its first
// argument where DingTalk and Redis are; says its port, and signs in whoever comes back to /callback.
import KeyvRedis from '@keyv/redis';
import express from 'express';
import Keyv from 'keyv';
import passport from 'passport';
import { DingTalkStrategy } from 'passport-dingtalk-oauth2';

const { options, redisUrl } = JSON.parse(process.argv[2]);
const appTokenStore = new Keyv(new KeyvRedis(redisUrl));
appTokenStore.on('error', () => {});

passport.use(
  new DingTalkStrategy(
    { ...options, state: false, membership: 'required', staff: true, appTokenStore },
    (_accessToken, _refreshToken, profile, done) => done(null, profile),
  ),
);
const app = express();
app.get('/callback', passport.authenticate('dingtalk', { session: false }), (req, res) => {
  res.json({ userId: req.user.staff.userId });
});
// Connected before the first sign-in, like a process that has been up for a while.
await appTokenStore.get('warm-up');
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
