import { validateHeaderName, validateHeaderValue } from 'node:http';
import { inspect } from 'node:util';
import { isObject, urlOf } from './values.js';

/**
 * The TypeError for an option, with Node's code. Contains the kind of the value, never the value, which may be a
 * misplaced secret.
 * @param found - what is wrong with the value, if its kind doesn't show it
 */
export function invalid(name: string, expected: string, value: unknown, found?: string): TypeError {
  const error = invalidValue(
    `DingTalk option \`${name}\` must be ${expected}, not ${found ?? kindOf(value)}.`,
  );
  const isOtherType = ['undefined', 'object', 'function'].includes(typeof value);
  return isOtherType ? Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' }) : error;
}

export function invalidValue(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

/** Names that express-session, cookie-session, Koa, Fastify and Passport use in sessions. */
const sessionNames: ReadonlySet<string> = new Set([
  ...['cookie', 'id', 'req', 'passport', 'messages', 'flash', 'returnTo'],
  ...['save', 'reload', 'regenerate', 'destroy', 'touch', 'resetMaxAge', 'hash'],
  ...['isNew', 'isChanged', 'isPopulated', 'populated', 'length', 'inspect', 'toJSON', 'maxAge'],
  ...['externalKey', 'commit', 'manuallyCommit', 'then'],
  ...['get', 'set', 'delete', 'data', 'options', 'changed', 'deleted'],
  ...['sessionId', 'encryptedSessionId', 'isModified', 'isSaved', 'expires'],
]);

/** Returns the value of an option in the form that is used, or throws the TypeError of {@link invalid}. */
export type Check<Value> = (name: string, value: unknown) => Value;

/** The checks of some options, by the options' names. */
export type Checks<Values> = {
  readonly [Name in keyof Values]-?: Check<Exclude<Values[Name], undefined>>;
};

/** The options among `options` that have a check, and nothing else. Absent ones are left out. */
export function readOptions<Values>(options: object, checks: Checks<Values>): Partial<Values> {
  const given: Record<string, unknown> = {};
  for (const [name, checkValue] of Object.entries<Check<unknown>>(checks)) {
    const value: unknown = options[name as keyof typeof options];
    if (value !== undefined) given[name] = checkValue(name, value);
  }
  return given as Partial<Values>;
}

/** A check for each kind of option. */
export const check = {
  /** Applies a check unless the option is absent. */
  optional<T>(checkValue: Check<T>, name: string, value: unknown): T | undefined {
    return value === undefined ? undefined : checkValue(name, value);
  },

  text(name: string, value: unknown): string {
    // Control characters and blanks at the ends come from copying, and are hard to see.
    if (typeof value !== 'string' || value === '' || /^\s|\s$|\p{Cc}/u.test(value)) {
      throw invalid(name, 'a non-empty string without surrounding white space', value);
    }
    return value;
  },

  flag(name: string, value: unknown): boolean {
    if (typeof value !== 'boolean') throw invalid(name, 'true or false', value);
    return value;
  },

  language: oneOf('zh_CN', 'en_US') as Check<'zh_CN' | 'en_US'>,
  orgType: oneOf('management') as Check<'management'>,

  /** One or more scopes, joined by spaces. */
  scope(name: string, value: unknown): string {
    const scopes = typeof value === 'string' ? value.split(/ +/) : value;
    if (!Array.isArray(scopes) || !scopes.length || !scopes.every(isScope)) {
      throw invalid(name, "scopes separated by spaces, such as 'openid corpid'", value);
    }
    return scopes.join(' ');
  },

  /** `https:`, or `http:` on this machine, without credentials. */
  url(name: string, value: unknown): URL {
    const url = typeof value === 'string' ? urlOf(value) : undefined;
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (!url || !safe || url.username || url.password || url.hash) {
      throw invalid(name, 'an https: URL (http: for loopback only) without credentials or fragment', value);
    }
    return url;
  },

  origin(name: string, value: unknown): string {
    const url = check.url(name, value);
    if (url.pathname !== '/' || url.search) throw invalid(name, 'an origin, without a path', value);
    return url.origin;
  },

  /** An absolute URL, or a path, which is completed with the host of the request. */
  callbackURL(name: string, value: unknown): string {
    const text = check.text(name, value);
    const absolute = urlOf(text);
    const found = absolute
      ? ['http:', 'https:'].includes(absolute.protocol) || 'a URL of another scheme'
      : /^\/(?![/\\])/.test(text) || (/^[/\\]/.test(text) ? 'a path with two' : 'a path without one');
    if (typeof found === 'string' || text.includes('#')) {
      const expected =
        "an http: or https: URL, or a path with a slash before it, such as '/auth/dingtalk/callback'";
      throw invalid(name, expected, value, typeof found === 'string' ? found : 'one with a fragment');
    }
    return text;
  },

  /** A key in the session that no session middleware uses itself. */
  sessionKey(name: string, value: unknown): string {
    const key = check.text(name, value);
    if (key in Object.prototype || key.startsWith('_') || sessionNames.has(key)) {
      throw invalid(name, 'a name that session objects do not use themselves', value, 'one of theirs');
    }
    return key;
  },

  headers(name: string, value: unknown): Readonly<Record<string, string>> {
    if (!isObject(value)) throw invalid(name, 'an object of header names and strings', value);
    for (const [header, text] of Object.entries(value)) {
      try {
        validateHeaderName(header);
        validateHeaderValue(header, text as string);
      } catch {
        throw invalid(`${name}[${inspect(header)}]`, 'a header that HTTP allows', text);
      }
      if (typeof text !== 'string') throw invalid(`${name}.${header}`, 'a string', text);
    }
    return Object.freeze({ ...(value as Record<string, string>) });
  },
};

/** A check for one of these words. */
export function oneOf<Word extends string>(...words: Word[]): Check<Word> {
  return (name, value) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw invalid(name, words.map((each) => `'${each}'`).join(' or '), value);
    return word;
  };
}

function isScope(value: unknown): boolean {
  return typeof value === 'string' && /^[\w.:-]+$/.test(value);
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'this list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'function' ? 'a function' : `this ${typeof value}`;
}
