import type { Request } from './options.js';

/** Hosts without a query parser exist; without a query their callback would be redirected for ever. */
export function queryOf(req: Request): object {
  if (req.query !== undefined) return req.query ?? {};
  // Whatever a stranger has for a path, such as `//`: what is not read is not thrown at.
  const { url = '/' } = req;
  const at = url.indexOf('?');
  const searchParams = new URLSearchParams(at < 0 ? '' : url.slice(at + 1).split('#', 1)[0]);
  return Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, single(searchParams.getAll(name))]),
  );
}

function single(values: string[]): string | string[] | undefined {
  return values.length > 1 ? values : values[0];
}
