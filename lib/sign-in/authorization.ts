/** What an authorization request can say beyond OAuth 2.0. */
export interface AuthorizationOptions {
  /** Separated by spaces. */
  scope?: string | undefined;
  prompt?: string | undefined;
  corpId?: string | undefined;
  orgType?: 'management' | undefined;
  exclusiveLogin?: boolean | undefined;
  exclusiveCorpId?: string | undefined;
}

/**
 * DingTalk's own parameters of the authorization URL, under the names that it has for them.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 */
export function authorizationParams(options: AuthorizationOptions): Record<string, string> {
  const { prompt = 'consent', corpId, orgType, exclusiveLogin, exclusiveCorpId } = options;
  return {
    prompt,
    ...(corpId !== undefined && { corpId }),
    ...(orgType !== undefined && { org_type: orgType }),
    ...(exclusiveLogin && { exclusiveLogin: 'true' }),
    ...(exclusiveCorpId !== undefined && { exclusiveCorpId }),
  };
}

/**
 * The scope to ask for. DingTalk ignores `corpId` and tells none unless the scope has `corpid`.
 * @param needsCorpId - adds `corpid` to whatever scope was given
 */
export function authorizationScope({ scope, corpId }: AuthorizationOptions, needsCorpId = false): string {
  const asked = scope ?? (corpId === undefined ? 'openid' : 'openid corpid');
  return needsCorpId && !asked.split(' ').includes('corpid') ? `${asked} corpid` : asked;
}
