import { DingTalkStrategy } from 'passport-dingtalk-oauth2';
import { callbackThroughPassport } from './passport.mjs';

export const strategyOf = ({ clientId, clientSecret }, options = {}) =>
  new DingTalkStrategy(
    {
      ...{ clientID: clientId, clientSecret, callbackURL: 'https://app.example.com/callback' },
      ...{ membership: 'required', staff: true },
      ...options,
    },
    (_accessToken, _refreshToken, profile, done) => done(null, profile),
  );

export function prepare(app) {
  return callbackThroughPassport(strategyOf(app));
}
