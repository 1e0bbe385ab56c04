import { createHash } from 'node:crypto';
import { failure, type OldReply, success } from '../gateway/old.js';
import type { AppGrant } from '../world/app-tokens.js';
import type { Grants } from '../world/grants.js';
import { type Asked, invalidParameter } from './asked.js';

const OWNER = 100;
const MAIN_ADMINISTRATOR = 1;

/** The unionId behind a code. A token of another app or organization leaves the code as it was. */
export function spendInAppCode(grants: Grants, code: string, token: AppGrant): string | undefined {
  const grant = grants.inAppCodes.look(code);
  if (grant === undefined || grant === 'expired' || grant.corpId !== token.corpId) return undefined;
  return grants.inAppCodes.spend(code, token.clientId)?.unionId;
}

/** `topapi/v2/user/getuserinfo`. For whatever is wrong with a code there is one refusal. */
export function getUserInfo({ directory, fields, spendInAppCode }: Asked): OldReply {
  const { code } = fields;
  if (typeof code !== 'string' || code === '') return invalidParameter('code');
  const unionId = spendInAppCode(code);
  const member = unionId === undefined ? undefined : directory?.memberOfUnionId(unionId);
  if (!member || member.left) return failure(40078, '不存在的临时授权码');
  const { userId, name, admin, boss } = member;
  return success({
    userid: userId,
    unionid: unionId,
    associated_unionid: digest('associated', member.unionId),
    device_id: digest('device', member.unionId),
    name,
    sys: admin || boss,
    sys_level: boss ? OWNER : admin ? MAIN_ADMINISTRATOR : 0,
  });
}

function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
