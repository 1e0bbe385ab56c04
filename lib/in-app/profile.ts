import type { DingTalkInAppUser } from '../dingtalk/readers.js';
import type { DingTalkStaff } from '../dingtalk/staff.js';
import { type DingTalkProfile, toProfile } from '../profile.js';

/** {@link DingTalkProfile} of somebody who opened a page inside DingTalk: always a member of an organization. */
export interface DingTalkInAppProfile extends DingTalkProfile {
  /** With `userId`, `name`, `admin` and `boss` at least; all of it with the option `staff`. */
  staff: DingTalkStaff;
  /**
   * DingTalk's `sys_level`: 1 for the main administrator, 2 for a further one, 100 for the organization's owner, 0
   * for everybody else.
   */
  adminLevel?: number;
  /** DingTalk's `device_id`. */
  deviceId?: string;
  /** DingTalk's `associated_unionid`: the person's other unionId, where an account was migrated. */
  associatedUnionId?: string;
}

const ownerLevel = 100;

/** The profile of an in-app user, pure. */
export function toInAppProfile(
  user: DingTalkInAppUser,
  corpId?: string,
  record?: Partial<DingTalkStaff>,
): DingTalkInAppProfile {
  const { unionId, userId, name, isAdmin, adminLevel, deviceId, associatedUnionId, json, raw } = user;
  const staff: DingTalkStaff = {
    userId,
    ...(corpId && { corpId }),
    ...(name && { name }),
    admin: isAdmin,
    ...(adminLevel !== undefined && { boss: adminLevel === ownerLevel }),
    ...record,
  };
  return {
    ...toProfile({ unionId, json, raw, nick: name }, corpId, staff),
    // The only number that this door knows; the browser's is the person's own.
    ...(staff.mobile && { phoneNumbers: [{ value: staff.mobile }] }),
    staff,
    ...(adminLevel !== undefined && { adminLevel }),
    ...(deviceId && { deviceId }),
    ...(associatedUnionId && { associatedUnionId }),
  };
}
