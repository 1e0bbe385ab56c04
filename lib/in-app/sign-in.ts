import type { DingTalkClient } from '../dingtalk/client.js';
import type { Directory } from '../organization/directory.js';
import { type DingTalkInAppProfile, toInAppProfile } from './profile.js';

/**
 * One user signing in from inside DingTalk: app token, user, staff record. That DingTalk takes the code together with
 * the app's token for an organization proves that the user is a member of it, so that the directory is asked only for
 * the record.
 * @param claimed - the organization that the page names, which selects the app token; it becomes the profile's only if
 * confirmed by DingTalk or the application
 * @throws {@link DingTalkError} of {@link DingTalkClient.inAppUser} and of the directory
 * @throws {@link SignInRefusal} for an organization that may not come in
 */
export async function signInWithinApp(
  client: DingTalkClient,
  directory: Directory,
  code: string,
  claimed: { corpId: string | undefined; isConfirmed: boolean },
): Promise<DingTalkInAppProfile> {
  const access = directory.admit(claimed.corpId, { secrets: [code], callsAsApp: true });
  const { corpId, call } = access;
  const user = await call((_, token) => client.inAppUser(token, code));
  const { corpId: _claimed, ...record } = (await directory.record(user.userId, access)) ?? {};
  return toInAppProfile(user, claimed.isConfirmed ? corpId : undefined, record);
}
