import type { Request } from './options.js';

/** Hosts without a query parser exist; without a query their callback would be redirected for ever. */
export function queryOf(req: Request): object {
  if (req.query !== undefined) return req.query ?? {};
  const { searchParams } = new URL(req.url ?? '/', 'http://localhost');
  return Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, single(searchParams.getAll(name))]),
  );
}

function single(values: string[]): string | string[] | undefined {
  return values.length > 1 ? values : values[0];
}
