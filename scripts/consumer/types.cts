// What a strict TypeScript app without ESM writes; types.mts says more.
import dingtalk = require('passport-dingtalk-oauth2');
import simulated = require('passport-dingtalk-oauth2/simulator');

const strategy = new dingtalk.DingTalkStrategy(
  { clientID: 'dingconsumer', clientSecret: 'of-no-value', callbackURL: '/auth/dingtalk/callback' },
  (_access, _refresh, profile, done) => done(null, { id: profile.id }),
);
const simulator: Promise<simulated.Simulator> = simulated.startSimulator();

export = { strategy, simulator, isDingTalkError: dingtalk.isDingTalkError };
