import { createHmac } from 'node:crypto';
import type { AuthenticateOptions } from 'passport';
import type { Metadata, StateStore as OAuth2StateStore } from 'passport-oauth2';
import { check, invalid, readOptions } from '../dingtalk/checks.js';
import { type NameList, type Names, nearMiss, refuseUnknown } from '../dingtalk/option-names.js';
import { type DingTalkClientOptions, readClientOptions, transportOptionNames } from '../dingtalk/options.js';
import { isObject } from '../dingtalk/values.js';
import {
  type DingTalkDirectoryOptions,
  type DirectorySettings,
  directoryOptionNames,
  readDirectoryOptions,
} from '../organization/options.js';
import {
  type AuthorizationOptions,
  authorizationChecks,
  type DingTalkAuthorizationOptions,
  readAuthorizationURL,
} from '../sign-in/authorization.js';
import { withoutEmpty, withoutHarmless } from './host-options.js';
import { CookieStateStore } from './state/cookie-store.js';
import { SessionStateStore } from './state/session-store.js';
import { CookieOrSession, type StateStore } from './state/store.js';

/** Options of {@link DingTalkStrategy}: those of passport-oauth2, and DingTalk's. */
export interface DingTalkStrategyOptions
  extends DingTalkClientOptions,
    DingTalkAuthorizationOptions,
    DingTalkDirectoryOptions {
  /**
   * Where DingTalk sends the browser back to: one of the redirect URLs (重定向URL) registered for the app. A path
   * such as `/auth/dingtalk/callback` is completed with the host of the request, see `proxy`.
   */
  callbackURL: string;
  /**
   * The consent page, instead of `origins.login` and DingTalk's path. `https:` except for loopback.
   * @defaultValue `https://login.dingtalk.com/oauth2/auth`, or the region's
   */
  authorizationURL?: string | undefined;
  /**
   * Ties each sign-in to the browser that began it. Without it, an attacker could log a victim in to the attacker's
   * account (login CSRF).
   * @defaultValue `true`
   */
  state?: boolean | undefined;
  /**
   * Where the state is kept: your own {@link CookieStateStore}, any state store for passport-oauth2, or `true` for the
   * session.
   * @defaultValue a signed cookie, with a key derived from `clientSecret`; the session if the response can't be found
   * through the request; nowhere if `state` is `false`
   */
  store?: CookieStateStore | OAuth2StateStore | true | undefined;
  /** Key of the state in the session. @defaultValue `'oauth2:'` and the host of the consent page */
  sessionKey?: string | undefined;
  /** Trusts `X-Forwarded-Proto` and `-Host` when it completes a relative `callbackURL`. @defaultValue `false` */
  proxy?: boolean | undefined;
  /** Passes the request to `verify` as its first argument. @defaultValue `false` */
  passReqToCallback?: false | undefined;
}

/** {@link DingTalkStrategyOptions} for a `verify` that takes the request first. */
export interface DingTalkStrategyOptionsWithRequest
  extends Omit<DingTalkStrategyOptions, 'passReqToCallback'> {
  /** Passes the request to `verify` as its first argument. */
  passReqToCallback: true;
}

/** The options that may be `null` or empty: none is required, and none decides who may sign in. */
const optionalNames = {
  ...transportOptionNames,
  ...authorizationChecks,
  authorizationURL: true,
  state: true,
  store: true,
  sessionKey: true,
  proxy: true,
  passReqToCallback: true,
} as const;

const strategyOptionNames: Names<DingTalkStrategyOptions> = {
  ...optionalNames,
  ...directoryOptionNames,
  clientID: true,
  clientSecret: true,
  callbackURL: true,
};

/** Options of passport-oauth2 that don't apply here. */
const otherOptions = {
  pkce: 'means nothing here, as DingTalk has no PKCE: leave it out',
  scopeSeparator: 'means nothing here, as DingTalk reads scopes separated by spaces only: leave it out',
  skipUserProfile:
    "would leave `verify` without a person, as DingTalk's answer with the tokens names nobody: leave it out",
};

/** Options of `passport.authenticate('dingtalk', …)`, which take precedence over the strategy's. */
export interface DingTalkAuthenticateOptions
  extends Omit<AuthenticateOptions, 'scope' | 'prompt' | 'state'>,
    Omit<DingTalkAuthorizationOptions, 'scope' | 'prompt'> {
  /** See {@link DingTalkStrategyOptions.scope}. */
  scope?: string | string[] | undefined;
  /** See {@link DingTalkStrategyOptions.prompt}. */
  prompt?: string | undefined;
  /** See {@link DingTalkStrategyOptions.callbackURL}; give it to the callback route too. */
  callbackURL?: string | undefined;
  /**
   * An object is kept with the state and comes back as `req.authInfo.state`. A string is sent to DingTalk as the state,
   * and checked like a generated one: it must be new and unguessable each time.
   */
  // biome-ignore lint/suspicious/noExplicitAny: Passport types it as string, its own stores take any value
  state?: any;
}

type OfPassportAlone = Exclude<keyof AuthenticateOptions, 'scope' | 'prompt' | 'state'>;

const routeOptionNames: Names<Omit<DingTalkAuthenticateOptions, OfPassportAlone>> = {
  ...authorizationChecks,
  callbackURL: true,
  state: true,
};

const namesWeKnow = { ...routeOptionNames, ...directoryOptionNames };

/** Passport's own options, which it passes on to the strategy. */
const passportOptionNames: Names<AuthenticateOptions> = {
  authInfo: true,
  assignProperty: true,
  failureFlash: true,
  failureMessage: true,
  failureRedirect: true,
  failWithError: true,
  keepSessionInfo: true,
  session: true,
  scope: true,
  successFlash: true,
  successMessage: true,
  successRedirect: true,
  successReturnToOrRedirect: true,
  state: true,
  pauseStream: true,
  userProperty: true,
  passReqToCallback: true,
  prompt: true,
};

export type AuthenticateSettings = Omit<DingTalkAuthenticateOptions, keyof AuthorizationOptions> &
  AuthorizationOptions;

export interface StrategySettings {
  authorizationURL: URL;
  /** The metadata that passport-oauth2 passes to a state store. */
  meta: Metadata;
  authorization: AuthorizationOptions;
  directory: DirectorySettings;
  callbackURL: string;
  sessionKey: string;
  store: StateStore | OAuth2StateStore | undefined;
  proxy: boolean;
  passReqToCallback: boolean;
}

export function copyStrategyOptions<Options>(options: Options): Options {
  return withoutHarmless(withoutEmpty(options, optionalNames));
}

export function readStrategyOptions(options: DingTalkStrategyOptions): StrategySettings {
  refuseUnknown(options, strategyOptionNames, { reasons: otherOptions });
  const { optional, flag } = check;
  const { clientID, tokenURL } = readClientOptions(options);
  const authorizationURL = readAuthorizationURL(options);
  const { state = true } = options;
  if (typeof state !== 'boolean') {
    throw invalid(
      'state',
      "true or false for the strategy; what to keep or to send is for passport.authenticate('dingtalk', { state })",
      state,
    );
  }
  const sessionKey =
    optional(check.sessionKey, 'sessionKey', options.sessionKey) ?? `oauth2:${authorizationURL.hostname}`;
  return Object.freeze({
    authorizationURL,
    meta: Object.freeze({ authorizationURL: authorizationURL.href, tokenURL: tokenURL.href, clientID }),
    directory: readDirectoryOptions(options),
    authorization: Object.freeze(readOptions(options, authorizationChecks)),
    callbackURL: check.callbackURL('callbackURL', options.callbackURL),
    sessionKey,
    store: readStore(options, state, sessionKey),
    proxy: optional(flag, 'proxy', options.proxy) ?? false,
    passReqToCallback: optional(flag, 'passReqToCallback', options.passReqToCallback) ?? false,
  });
}

/** Rejects options that would have no effect on a route: who may sign in, and what resembles `ours`. */
export function refuseDecisions(options: unknown, decisive: NameList, ours: NameList = decisive): void {
  if (!isObject(options)) throw invalid('options', 'an object', options);
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(decisive, name)) {
      const reasons = { [name]: 'is for the strategy, and would have no effect on a route' };
      refuseUnknown({ [name]: undefined }, {}, { reasons });
    }
    const error = Object.hasOwn(passportOptionNames, name) ? undefined : nearMiss(name, ours);
    if (error) throw error;
  }
}

/** A copy of a route's options, with ours checked. Unknown ones may belong to other code, and pass. */
export function readAuthenticateOptions(options: DingTalkAuthenticateOptions): AuthenticateSettings {
  refuseDecisions(options, directoryOptionNames, namesWeKnow);
  const given = withoutEmpty(options, routeOptionNames);
  const { scope: _scope, ...others } = given;
  check.optional(check.callbackURL, 'callbackURL', given.callbackURL);
  const { state } = given as { state?: unknown };
  const isState = state === undefined || isObject(state) || typeof state === 'string';
  // A route can't switch the check off: the callback, which is another route, would not know.
  if (!isState) {
    throw invalid(
      'state',
      'an object, which comes back as req.authInfo.state, or a non-empty string to send to DingTalk; whether it is ' +
        'checked is for the strategy to say and not for a route',
      state,
    );
  }
  return { ...others, ...readOptions(given, authorizationChecks) };
}

/** For `qrLogin`, which takes the options of a route, but unlike a route has no options of other code. */
export function readQrLoginOptions(options: DingTalkAuthenticateOptions): AuthenticateSettings {
  const asked = readAuthenticateOptions(options);
  refuseUnknown(options, { ...passportOptionNames, ...routeOptionNames });
  return asked;
}

function readStore(
  { store, clientSecret }: { store?: unknown; clientSecret: string },
  state: boolean,
  sessionKey: string,
): StrategySettings['store'] {
  const session = new SessionStateStore(sessionKey);
  if (store === true) return session;
  if (store === undefined) {
    // A separate key, which is good for these cookies only.
    const secret = createHmac('sha256', clientSecret).update('passport-dingtalk-oauth2 state').digest('hex');
    return state ? new CookieOrSession(new CookieStateStore({ secret }), session) : undefined;
  }
  const { store: keep, verify } = (isObject(store) ? store : {}) as Record<string, unknown>;
  if (typeof keep === 'function' && typeof verify === 'function') return store as OAuth2StateStore;
  throw invalid('store', 'true or an object with the methods store and verify', store);
}
