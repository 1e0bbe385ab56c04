import type { Directory } from '../organization/directory.js';
import { completeProfile, type DingTalkProfile } from '../profile.js';

/** Values of a sign-in that must not appear in errors. */
export type Secrets = readonly (string | undefined)[];

/** The two calls that each sign-in method makes in its own way. */
export interface Calls<Tokens, Profile> {
  /** Exchanges the code. Called once. */
  exchange(): Promise<Tokens>;
  readPerson(accessToken: string, secrets: Secrets): Promise<Person<Profile>>;
}

/** A profile, and the unionId from DingTalk itself, for the membership check. */
export interface Person<Profile> {
  profile: Profile;
  unionId: string | undefined;
}

interface GivenTokens {
  /** The code that they were exchanged for. */
  code: string;
  accessToken: string;
  refreshToken?: string | undefined;
  corpId?: string | undefined;
}

/** Signs a user in with a code: tokens, organization, profile, membership, staff record. */
export async function signIn<Tokens extends GivenTokens, Profile extends DingTalkProfile | undefined>(
  directory: Directory,
  { exchange, readPerson }: Calls<Tokens, Profile>,
): Promise<Tokens & { profile: Profile }> {
  // Fetches the app token while the code is exchanged, if the organization is already known.
  const ahead = directory.prepare();
  const tokens = await exchange();
  const { code, accessToken, refreshToken, corpId } = tokens;
  const secrets = [code, accessToken, refreshToken];
  const access = directory.admit(corpId, { secrets, ahead });
  const { profile, unionId } = await readPerson(accessToken, secrets);
  const staff = await directory.complete(unionId, access);
  return { ...tokens, profile: completeProfile(profile, corpId, staff) };
}
