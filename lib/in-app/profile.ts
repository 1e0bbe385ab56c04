import type { DingTalkInAppUser } from '../dingtalk/readers.js';
import type { DingTalkStaff } from '../dingtalk/staff.js';
import { completeProfile, type DingTalkProfile, toProfile } from '../profile.js';

/** {@link DingTalkProfile} of a user inside DingTalk, who is always a member of an organization. */
export interface DingTalkInAppProfile extends DingTalkProfile {
  /** At least `userId`, `name`, `admin` and `boss`; the whole record with the option `staff`. */
  staff: DingTalkStaff;
  /**
   * DingTalk's `sys_level`: 1 for the main administrator, 2 for other administrators, 100 for the organization's owner,
   * 0 for all others.
   */
  adminLevel?: number;
  /** DingTalk's `device_id`. */
  deviceId?: string;
  /** DingTalk's `associated_unionid`: the user's other unionId, if the account was migrated. */
  associatedUnionId?: string;
}

const ownerLevel = 100;

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
    ...completeProfile(toProfile({ unionId, json, raw, nick: name }), corpId, staff),
    // From the staff record: in-app sign-in returns no personal number.
    ...(staff.mobile && { phoneNumbers: [{ value: staff.mobile }] }),
    staff,
    ...(adminLevel !== undefined && { adminLevel }),
    ...(deviceId && { deviceId }),
    ...(associatedUnionId && { associatedUnionId }),
  };
}
