// This strategy as it would be on Node's global agent, which lets an idle connection go after five seconds.
import https from 'node:https';
import { callbackThroughPassport } from './passport.mjs';
import { strategyOf } from './this-strategy.mjs';

export const asToday = { agent: https.globalAgent, preconnect: false };

export function prepare(app) {
  return callbackThroughPassport(strategyOf(app, asToday));
}
