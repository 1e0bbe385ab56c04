import type { Directory } from '../organization/directory.js';
import { SignInRefusal } from '../organization/refusal.js';
import { completeProfile, type DingTalkProfile } from '../profile.js';

/** Values of one sign-in that no error may show. */
export type Secrets = readonly (string | undefined)[];

/** What a sign-in method brings along: its own way to make the two calls that it makes for the person. */
export interface Calls<Tokens, Profile> {
  /** Exchanges the code, once. */
  exchange(): Promise<Tokens>;
  readPerson(accessToken: string, secrets: Secrets): Promise<Person<Profile>>;
}

/** A profile, and the unionId that DingTalk itself named, by which the organization is asked. */
export interface Person<Profile> {
  profile: Profile;
  unionId: string | undefined;
}

interface GivenTokens {
  /** What they were given for. */
  code: string;
  accessToken: string;
  refreshToken?: string | undefined;
  corpId?: string | undefined;
}

/**
 * One person signing in with one code: tokens, organization, person, membership, staff record.
 * @throws {@link DingTalkError} of the calls and of the directory
 * @throws {@link SignInRefusal} for an organization or a person who may not come in
 */
export async function signIn<Tokens extends GivenTokens, Profile extends DingTalkProfile | undefined>(
  directory: Directory,
  { exchange, readPerson }: Calls<Tokens, Profile>,
): Promise<{ tokens: Tokens; profile: Profile }> {
  // Fetched while the code is exchanged, where it is clear already which one is needed.
  const ahead = directory.prepare();
  const tokens = await exchange();
  const { code, accessToken, refreshToken, corpId } = tokens;
  const secrets = [code, accessToken, refreshToken];
  const access = directory.admit(corpId, { secrets, ahead });
  const { profile, unionId } = await readPerson(accessToken, secrets);
  // Fails closed: a profile of the application's own need not have one.
  if (directory.isAsked && unionId === undefined) throw new SignInRefusal('not-a-member');
  const staff = unionId === undefined ? undefined : await directory.complete(unionId, access);
  return { tokens, profile: completeProfile(profile, corpId, staff) };
}
