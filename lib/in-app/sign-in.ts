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
  const corpId = directory.admit(claimed.corpId, true);
  const visit = { corpId, secrets: [code] };
  const call = directory.caller(visit, directory.appToken(corpId));
  const user = await call((token, secrets) => client.inAppUser(token, code, secrets));
  const { corpId: _claimed, ...record } = (await directory.record(user.userId, visit, call)) ?? {};
  return toInAppProfile(user, claimed.isConfirmed ? corpId : undefined, record);
}
