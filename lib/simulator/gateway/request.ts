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

/** Whether a socket's remote address is this machine's loopback interface. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address);
}

/**
 * Whether a Host header names loopback. A foreign name that resolves to 127.0.0.1 is how a web page elsewhere
 * would reach a server on this machine (DNS rebinding).
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i.test(host);
}

/** Whether the page that sent a form is none of this server's. Without an `Origin` it was no page. */
export function isForeign(origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && urlOf(origin)?.host !== (host?.toLowerCase() ?? '');
}

/** Parses a URL; `undefined` if it isn't valid. `URL.canParse` of Node 20 is wrong about characters beyond ASCII. */
export function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
