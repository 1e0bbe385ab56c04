const SITE = 'http://site.invalid';
const MAX_LENGTH = 2048;

/**
 * The path to go to after signing in, when it is one of this site; `fallback` for anything else.
 * Whoever writes the link to us writes `returnTo`, so `//evil.example`, `/\evil.example` and the like must not
 * lead away from here.
 */
export function safeReturnTo(value: unknown, fallback = '/profile'): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return fallback;
  if (!value.startsWith('/') || hasTrickyCharacter(value)) return fallback;
  if (!URL.canParse(value, SITE)) return fallback;
  const { origin, pathname, search, hash } = new URL(value, SITE);
  // "/.//evil.example" has become "//evil.example" by now, which a browser reads as another host.
  if (origin !== SITE || pathname.startsWith('//')) return fallback;
  // Back to the sign-in itself would go round in circles.
  if (pathname.startsWith('/auth/')) return fallback;
  return pathname + search + hash;
}

/** Browsers drop tabs and line breaks from addresses and read a backslash as a slash. */
function hasTrickyCharacter(value: string): boolean {
  for (const character of value) {
    const code = character.charCodeAt(0);
    if (code < 0x20 || code === 0x7f || character === '\\') return true;
  }
  return false;
}
