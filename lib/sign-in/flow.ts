import type { DingTalkClient } from '../dingtalk/client.js';
import type { Directory } from '../organization/directory.js';
import { completeProfile, type DingTalkProfile, toProfile } from '../profile.js';

/** The two calls that each sign-in method makes in its own way. */
interface Calls<Tokens, Profile> {
  /** Exchanges the code. Called once. */
  exchange(): Promise<Tokens>;
  /** @param client - one whose errors hide this sign-in's secrets */
  readPerson(client: DingTalkClient, accessToken: string): Promise<Person<Profile>>;
}

/** A profile, and the unionId from DingTalk itself, for the membership check. */
export interface Person<Profile> {
  profile: Profile;
  unionId: string | undefined;
}

export async function readPerson(
  client: DingTalkClient,
  accessToken: string,
): Promise<Person<DingTalkProfile>> {
  const user = await client.me(accessToken);
  return { profile: toProfile(user), unionId: user.unionId };
}

interface GivenTokens {
  accessToken: string;
  refreshToken?: string | undefined;
  corpId?: string | undefined;
}

/** Signs a user in with a code: tokens, organization, profile, membership, staff record. */
export async function signIn<Tokens extends GivenTokens, Profile extends DingTalkProfile | undefined>(
  directory: Directory,
  code: string,
  { exchange, readPerson }: Calls<Tokens, Profile>,
): Promise<Tokens & { profile: Profile }> {
  // Fetches the app token while the code is exchanged, if the organization is already known.
  const ahead = directory.prepare();
  const tokens = await exchange();
  const { accessToken, refreshToken, corpId } = tokens;
  const access = directory.admit(corpId, { secrets: [code, accessToken, refreshToken], ahead });
  const { profile, unionId } = await readPerson(access.client, accessToken);
  const staff = await directory.complete(unionId, access);
  return { ...tokens, profile: completeProfile(profile, corpId, staff) };
}
