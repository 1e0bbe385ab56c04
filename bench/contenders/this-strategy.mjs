import { DingTalkStrategy } from 'passport-dingtalk-oauth2';
import { callbackThroughPassport } from './passport.mjs';

export function prepare({ clientId, clientSecret }) {
  const strategy = new DingTalkStrategy(
    { clientID: clientId, clientSecret, callbackURL: 'https://app.example.com/callback' },
    (_accessToken, _refreshToken, profile, done) => done(null, profile),
  );
  return callbackThroughPassport(strategy);
}
