/** Makes a text from outside safe for an error: no secrets, no control characters, bounded. */
export type Redact = (text: string, maxLength?: number) => string;

/** DingTalk's secrets are longer, and hiding short values would hide ordinary words. */
const shortestSecret = 4;

/** With more secrets than any answer of DingTalk's has, or more ways to read them, the whole text is hidden. */
const mostSecrets = 100;

/** Characters of a text that are shown, unless the caller says otherwise. */
const longestText = 500;

/** URLs may be escaped within URLs. */
const deepestEscape = 3;

/** Control and bidirectional-override characters could forge lines of a log. */
const unfitForLogs = ['Cc', 'Cf', 'Zl', 'Zp', 'Cs'];

/**
 * A {@link Redact} for these secrets, even if some of their characters are escaped as in URLs or JSON. It searches only
 * the part of a text that is shown, and never compiles a secret into a regular expression.
 */
export function redactor(secrets: Iterable<string | undefined>): Redact {
  const known = new Set<string>();
  for (const secret of secrets) {
    // Stryker disable next-line ConditionalExpression: only saves time
    if (known.size > mostSecrets) break;
    if (secret === undefined || secret.length < shortestSecret) continue;
    known.add(bytesOf(secret));
    // An address leaves a `%00` of the secret's own as it is and escapes the rest: read, that is another text.
    const readings = secret.length <= longestText ? unescapings(secret) : [];
    for (const { bytes } of readings) if (bytes.length >= shortestSecret) known.add(bytes);
  }
  // Not a literal: compiling it would add to the package's loading time.
  const unfit = new RegExp(`[${unfitForLogs.map((kind) => `\\p{${kind}}`).join('')}]+`, 'gu');
  return (text, maxLength = longestText) => {
    const isCut = text.length > maxLength;
    const shown = isCut ? text.slice(0, maxLength - 1) : text;
    const redacted = known.size > mostSecrets ? '***' : hide(known, shown, isCut);
    return redacted.replace(unfit, ' ').trim() + (isCut ? '…' : '');
  };
}

function hide(secrets: Iterable<string>, text: string, isCut: boolean): string {
  const isHidden = new Array<boolean>(text.length).fill(false);
  for (const { bytes, from, to } of unescapings(text)) {
    const whole = isCut ? bytes.replace(cutEscape, '') : '';
    for (const secret of secrets) {
      const length = secret.length;
      for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + length)) {
        isHidden.fill(true, from[at], to[at + length - 1]);
      }
      const begun = startOfCut(whole, secret);
      if (begun !== undefined) isHidden.fill(true, from[begun]);
    }
  }
  let redacted = '';
  for (let at = 0; at < text.length; at += 1) {
    if (!isHidden[at]) redacted += text[at];
    else if (!isHidden[at - 1]) redacted += '***';
  }
  return redacted;
}

const cutEscape = /(?:%[\da-f]?|\\(?:u[\da-f]{0,3})?)$/;

/** Where a secret begins that is cut off at the end. */
function startOfCut(text: string, secret: string): number | undefined {
  for (let at = Math.max(text.length - secret.length, 0); at <= text.length - shortestSecret; at += 1) {
    if (secret.startsWith(text.slice(at))) return at;
  }
  return undefined;
}

/** UTF-8 with a character for each byte, normalized as in {@link alike}. */
function bytesOf(text: string): string {
  return alike(Buffer.from(text).toString('latin1'));
}

function alike(bytes: string): string {
  return bytes.toLowerCase().replaceAll('+', ' ');
}

/** The bytes of a text, the position in it of each, and how often escapes were undone. */
interface Mapped {
  bytes: string;
  from: number[];
  to: number[];
  depth: number;
}

function mapped(text: string): Mapped {
  const map: Mapped = { bytes: '', from: [], to: [], depth: 0 };
  let at = 0;
  for (const character of text) {
    add(map, bytesOf(character), at, at + character.length);
    at += character.length;
  }
  return map;
}

const named: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** As URLs and as JSON escape. Each is undone alone: what is an escape in one of them is plain text in the other. */
const escapes = [/%[\da-f]{2}|./gs, /(?:\\u[\da-f]{4})+|\\?./gs];

/** A text as it stands, and as it reads whichever escapes are undone. */
function unescapings(text: string): Iterable<Mapped> {
  const first = mapped(text);
  const all = new Map([[first.bytes, first]]);
  // A Map's loop comes to what is added within it.
  for (const map of all.values()) {
    // Stryker disable next-line ConditionalExpression,LogicalOperator,Regex: only saves time
    if (map.depth === deepestEscape || !/[%\\]/.test(map.bytes)) continue;
    for (const parts of escapes) {
      const next = unescaped(map, parts);
      // Stryker disable next-line ConditionalExpression: the same bytes have the same places
      if (!all.has(next.bytes)) all.set(next.bytes, next);
    }
  }
  return all.values();
}

function unescaped({ bytes, from, to, depth }: Mapped, parts: RegExp): Mapped {
  const map: Mapped = { bytes: '', from: [], to: [], depth: depth + 1 };
  for (const { 0: part, index } of bytes.matchAll(parts)) {
    add(map, bytesOfEscape(part), from[index] as number, to[index + part.length - 1] as number);
  }
  return map;
}

function bytesOfEscape(part: string): string {
  if (part.length === 1) return part;
  if (part.startsWith('%')) return alike(String.fromCharCode(Number.parseInt(part.slice(1), 16)));
  if (part.length === 2) return named[part.charAt(1)] ?? part.charAt(1);
  return bytesOf(JSON.parse(`"${part}"`));
}

function add(map: Mapped, bytes: string, from: number, to: number): void {
  map.bytes += bytes;
  for (let count = 0; count < bytes.length; count += 1) {
    map.from.push(from);
    map.to.push(to);
  }
}
