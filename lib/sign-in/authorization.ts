import { type Checks, check, oneOf } from '../dingtalk/checks.js';
import { authorizationPath } from '../dingtalk/endpoints.js';
import { type DingTalkTransportOptions, readOrigins } from '../dingtalk/options.js';
import { present } from '../dingtalk/values.js';

/**
 * What the authorization request asks of DingTalk. Conveniences for the person: none of them proves anything, as
 * the user can edit the URL.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 */
export interface DingTalkAuthorizationOptions {
  /**
   * `openid`, or `openid corpid` to have the person choose an organization and to learn its corpId. As a string
   * separated by spaces, or as a list.
   * @defaultValue `'openid'`; `'openid corpid'` when `corpId` is given, which has no effect without it
   */
  scope?: string | readonly string[] | undefined;
  /** Only `consent` is documented; `login consent` is seen to offer a change of account. @defaultValue `'consent'` */
  prompt?: string | undefined;
  /** The organization to preselect. The person must be a member of it. @defaultValue none */
  corpId?: string | undefined;
  /** `management` offers only organizations that the person administers. @defaultValue all of the person's */
  orgType?: 'management' | undefined;
  /**
   * Signs in with an enterprise account (企业账号, formerly 专属账号); DingTalk asks for the organization's code.
   * @defaultValue `false`
   */
  exclusiveLogin?: boolean | undefined;
  /** Goes straight to the enterprise sign-in page of this organization, a corpId. @defaultValue none */
  exclusiveCorpId?: string | undefined;
  /**
   * The language of DingTalk's page. DingTalk does not document it; its own command line sends it.
   * @experimental
   * @defaultValue what the browser asks for
   */
  lang?: 'zh-CN' | 'en-US' | undefined;
}

/** The check of each option. */
export const authorizationChecks: Checks<AuthorizationOptions> = {
  scope: check.scope,
  prompt: check.text,
  corpId: check.text,
  orgType: check.orgType,
  exclusiveLogin: check.flag,
  exclusiveCorpId: check.text,
  lang: oneOf('zh-CN', 'en-US'),
};

/** {@link DingTalkAuthorizationOptions}, checked. */
export interface AuthorizationOptions extends DingTalkAuthorizationOptions {
  /** Separated by spaces. */
  scope?: string | undefined;
}

export function readAuthorizationURL(
  options: DingTalkTransportOptions & { authorizationURL?: string | undefined },
): URL {
  const { login } = readOrigins(options);
  return (
    check.optional(check.url, 'authorizationURL', options.authorizationURL) ??
    new URL(authorizationPath, login)
  );
}

/** DingTalk's own parameters of the authorization URL. */
export function authorizationParams(options: AuthorizationOptions): Record<string, string> {
  const { prompt = 'consent', corpId, orgType, exclusiveLogin, exclusiveCorpId, lang } = options;
  const exclusive = exclusiveLogin ? 'true' : undefined;
  return present({ prompt, corpId, org_type: orgType, exclusiveLogin: exclusive, exclusiveCorpId, lang });
}

/** The scope to request. Without `corpid` in it, DingTalk ignores `corpId` and returns none. */
export function authorizationScope({ scope, corpId }: AuthorizationOptions, needsCorpId = false): string {
  const asked = scope ?? (corpId === undefined ? 'openid' : 'openid corpid');
  return needsCorpId && !asked.split(' ').includes('corpid') ? `${asked} corpid` : asked;
}

/** The URL to send the browser to. Keeps the query of `base`; leaves out parameters without a value. */
export function authorizationLocation(base: URL, params: Readonly<Record<string, string | undefined>>): URL {
  const url = new URL(base);
  for (const [name, value] of Object.entries(present(params))) url.searchParams.set(name, value);
  // DingTalk's documentation encodes a space as `%20`, not as `+`. A plus sign itself is `%2B` here.
  url.search = url.searchParams.toString().replaceAll('+', '%20');
  return url;
}
