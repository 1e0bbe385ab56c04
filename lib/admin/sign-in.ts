import type { DingTalkAdmin } from '../dingtalk/readers.js';
import type { SsoClient } from '../dingtalk/sso-client.js';
import { type AppTokens, withToken } from '../organization/app-tokens.js';
import { SignInRefusal } from '../organization/refusal.js';

/** The users that {@link signInFromConsole} lets in. */
export interface AdmissionRules {
  allowedCorpIds: readonly string[];
  allowNonAdmins: boolean;
}

/**
 * Signs a user in from DingTalk's admin console: the organization's token, the user, and whether they are allowed. If
 * DingTalk rejects the token, it is renewed once, because the code wasn't used.
 * @throws {@link DingTalkError} of {@link SsoClient}
 * @throws {@link SignInRefusal} `organization-not-allowed` or `not-an-administrator`
 */
export async function signInFromConsole(
  client: SsoClient,
  tokens: AppTokens,
  code: string,
  { allowedCorpIds, allowNonAdmins }: AdmissionRules,
): Promise<DingTalkAdmin> {
  const token = (dead?: string) => tokens.get(client.tokenKey, () => client.accessToken(), dead);
  const admin = await withToken(token, (accessToken) => client.userInfo(accessToken, code));
  if (!allowedCorpIds.includes(admin.corpId)) throw new SignInRefusal('organization-not-allowed');
  if (!admin.isAdmin && !allowNonAdmins) throw new SignInRefusal('not-an-administrator');
  return admin;
}
