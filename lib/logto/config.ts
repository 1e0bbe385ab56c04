import { type ZodType, type ZodTypeDef, z } from 'zod';
import { type Check, check, invalid, oneOf } from '../dingtalk/checks.js';
import type { DingTalkRegion } from '../dingtalk/endpoints.js';
import { nearMiss } from '../dingtalk/option-names.js';
import type { AuthorizationOptions } from '../sign-in/authorization.js';

/** The administrator's configuration, checked. Logto's names: `clientId`, unlike Passport's. */
export interface LogtoConfig extends Omit<AuthorizationOptions, 'lang'> {
  clientId: string;
  clientSecret: string;
  region: DingTalkRegion;
  /** Which address Logto gets: the user's own, which is unverified, or the organization's from its directory. */
  email: 'none' | 'organization' | 'personal';
  /** Organizations whose members may sign in; absent for all. */
  allowedCorpIds: readonly string[] | undefined;
  /** Only members may sign in, by the directory of the app's organization. */
  membership: 'required' | undefined;
  /** Adds the user's staff record as `rawData.staff`. */
  staff: boolean;
}

const readers: { readonly [Name in keyof LogtoConfig]-?: Check<LogtoConfig[Name]> } = {
  clientId: check.text,
  clientSecret: check.text,
  scope: optional(knownScope),
  region: (name, value = 'cn') => oneOf('cn', 'intl')(name, value),
  email: (name, value = 'none') => oneOf('none', 'organization', 'personal')(name, value),
  allowedCorpIds: optional(corpIds),
  membership: optional(oneOf('required')),
  staff: (name, value = false) => check.flag(name, value),
  prompt: optional(check.text),
  corpId: optional(check.text),
  orgType: optional(check.orgType),
  exclusiveLogin: optional(check.flag),
  exclusiveCorpId: optional(check.text),
};

/**
 * Reports what is wrong with each field, never its value: one is the secret. Empty fields count as absent, because
 * Logto's console and API send them differently. Unknown fields are ignored, unless they resemble one of these: a
 * misspelt `allowedCorpIds` must not admit strangers.
 */
export const configGuard: ZodType<LogtoConfig, ZodTypeDef, unknown> = z
  .object({})
  .passthrough()
  .transform((given, context) => {
    const complain = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    for (const name of Object.keys(given)) {
      const error = nearMiss(name, readers);
      if (error) complain(name, error.message);
    }
    const values: Record<string, unknown> = {};
    for (const [name, read] of Object.entries<Check<unknown>>(readers)) {
      try {
        values[name] = read(name, tidy(given[name]));
      } catch (error) {
        complain(name, (error as TypeError).message);
      }
    }
    // Each value comes from the reader of the same name; a missing reader makes the guard fail.
    const config = values as unknown as LogtoConfig;
    if (config.corpId !== undefined && config.scope === 'openid' && !config.allowedCorpIds) {
      complain('corpId', 'DingTalk option `corpId` has no effect unless the scope is `openid corpid`.');
    }
    return config;
  });

/**
 * Scopes separated by single spaces. Logto's guide to its own connector asks for URL encoding, so configurations
 * have `openid%20corpid` and `openid+corpid`; DingTalk's own guide has `openid%2Bcorpid`.
 */
export function normalizeScope(scope: string): string {
  return scope.replace(/(?:%20|%2B|[+\s])+/gi, ' ').trim();
}

function knownScope(name: string, value: unknown): string {
  const scopes = typeof value === 'string' ? new Set(normalizeScope(value).split(' ')) : undefined;
  if (!scopes?.has('openid') || [...scopes].some((scope) => scope !== 'openid' && scope !== 'corpid')) {
    throw invalid(name, "'openid' or 'openid corpid'", value);
  }
  return scopes.has('corpid') ? 'openid corpid' : 'openid';
}

/** The form has a single field for the list. */
function corpIds(name: string, value: unknown): readonly string[] {
  const list = typeof value === 'string' ? value.split(/[\s,;，；]/).filter(Boolean) : value;
  // A list that has become empty must not let everybody in.
  if (!Array.isArray(list) || !list.length) throw invalid(name, 'corpIds separated by commas', value);
  return list.map((corpId) => check.text(name, corpId));
}

function optional<Value>(read: Check<Value>): Check<Value | undefined> {
  return (name, value) => check.optional(read, name, value);
}

/** Removes blanks around pasted values. An empty field is no value. */
function tidy(value: unknown): unknown {
  const trimmed = typeof value === 'string' ? value.trim() : value;
  return trimmed === '' || trimmed === null ? undefined : trimmed;
}
