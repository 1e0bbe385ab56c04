/** A JSON object; whatever else a body is, is to DingTalk's new gateway as if no body had come. */
export function readJsonObject(
  contentType: string | undefined,
  body: string,
): Record<string, unknown> | undefined {
  if (!/^application\/json\s*(?:;|$)/i.test(contentType ?? '')) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a form; of one that is given twice, the first. */
export function readForm(contentType: string | undefined, body: string): Record<string, string> | undefined {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType ?? '')) return undefined;
  return Object.fromEntries([...new URLSearchParams(body)].reverse());
}

/** A field that is text and not empty. */
export function textOf(fields: Record<string, unknown>, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
