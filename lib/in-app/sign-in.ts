import type { DingTalkClient } from '../dingtalk/client.js';
import type { Directory } from '../organization/directory.js';
import { type DingTalkInAppProfile, toInAppProfile } from './profile.js';

/**
 * One person signing in from inside DingTalk: app token, person, staff record. That DingTalk takes the code together
 * with the app's token for an organization proves the person a member of it, so that the directory is asked for
 * nothing but the record.
 * @param claimed - the organization whose page it is, which decides on the app token and proves nothing
 * @throws {@link DingTalkError} of {@link DingTalkClient.inAppUser} and of the directory
 * @throws {@link SignInRefusal} for an organization that may not come in
 */
export async function signInWithinApp(
  client: DingTalkClient,
  directory: Directory,
  code: string,
  claimed: string | undefined,
): Promise<DingTalkInAppProfile> {
  const access = directory.admit(claimed, { secrets: [code], callsAsApp: true });
  const { corpId, call } = access;
  const user = await call((_, token) => client.inAppUser(token, code));
  return toInAppProfile(user, corpId, await directory.record(user.userId, access));
}
