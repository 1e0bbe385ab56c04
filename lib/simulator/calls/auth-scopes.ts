import type { OldReply } from '../gateway/old.js';
import type { Asked } from './asked.js';

/** `auth/scopes`: without the envelope that the `topapi/` calls have around their answers. */
export function authScopes({ client }: Asked): OldReply {
  const { contactScope, permissions, thirdParty } = client;
  const has = (permission: string) => !thirdParty && permissions.includes(permission);
  return {
    errcode: 0,
    errmsg: 'ok',
    auth_user_field: [
      'name',
      'avatar',
      ...(has('fieldEmail') ? ['email'] : []),
      ...(has('fieldMobile') ? ['mobile'] : []),
    ],
    condition_field: [],
    auth_org_scopes: { authed_dept: contactScope.departmentIds, authed_user: contactScope.userIds },
  };
}
