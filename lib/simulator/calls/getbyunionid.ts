import { type OldReply, success } from '../gateway/old.js';
import { type Asked, invalidParameter, userNotFound } from './asked.js';

/** `topapi/user/getbyunionid` */
export function getByUnionId({ directory, fields }: Asked): OldReply {
  const { unionid } = fields;
  if (typeof unionid !== 'string' || unionid === '') return invalidParameter('unionid');
  const member = directory?.memberOfUnionId(unionid);
  if (!member || member.left) return userNotFound();
  return success({ contact_type: member.external ? 1 : 0, userid: member.userId });
}
