import Strategy from 'node-passport-dingtalk';
import { callbackThroughPassport } from './passport.mjs';

export function prepare({ clientId, clientSecret }) {
  const strategy = new Strategy(
    {
      clientID: clientId,
      clientSecret,
      callbackURL: 'https://app.example.com/callback',
      state: true,
      // Without the space that its own default ends in.
      persistentTokenURL: 'https://api.dingtalk.com/v1.0/oauth2/userAccessToken',
    },
    (_accessToken, _refreshToken, profile, done) => done(null, { unionId: profile.privateId }),
  );
  return callbackThroughPassport(strategy);
}
