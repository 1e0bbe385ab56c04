import { parametersOf } from '../sign-in/query.js';
import type { Request } from './options.js';

/** Hosts without a query parser exist; without a query their callback would be redirected for ever. */
export function queryOf(req: Request): object {
  return req.query === undefined ? parametersOf(req.url ?? '') : (req.query ?? {});
}
