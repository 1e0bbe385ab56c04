import { callbackThroughPassport } from './passport.mjs';
import { strategyOf } from './staff-record.mjs';
import { asToday } from './today.mjs';

export function prepare(app) {
  return callbackThroughPassport(strategyOf(app, asToday));
}
