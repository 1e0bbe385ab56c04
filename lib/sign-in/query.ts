/**
 * The query of a request as {@link readCallback} takes it: a parameter as a text, one that is repeated as a list.
 * Takes whatever a stranger sends: there need be no URL that can be parsed, and every parameter is looked at once.
 * @param target - path and query, as they stand in the request line
 */
export function parametersOf(target: string): Record<string, string | string[]> {
  const mark = target.indexOf('?');
  const lists = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(mark === -1 ? '' : target.slice(mark))) {
    const values = lists.get(name);
    if (values) values.push(value);
    else lists.set(name, [value]);
  }
  return Object.fromEntries(
    [...lists].map(([name, values]) => [name, values.length > 1 ? values : (values[0] as string)]),
  );
}
