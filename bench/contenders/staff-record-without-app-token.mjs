import { callbackThroughPassport } from './passport.mjs';
import { strategyOf } from './staff-record.mjs';

/** A strategy for each callback has fetched no app token yet; the connections are the process's. */
export function prepare(app) {
  return (asked) => callbackThroughPassport(strategyOf(app))(asked);
}
