import type { Answer } from '../gateway/answer.js';
import {
  invalidCode,
  invalidConsoleToken,
  json,
  missingField,
  missingTokenHeader,
  permissionDenied,
} from '../gateway/new.js';
import type { AppTokens } from '../world/app-tokens.js';
import type { Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import { absoluteAvatarUrl } from './avatar-url.js';

const PERMISSION = 'qyapi_get_omp_sso_userinfo';

/**
 * `GET /v1.0/oauth2/ssoUserInfo`: whoever opened the admin page. The code of an app that the organization installed
 * is taken with the token of its provider, as which every organization with an SSOSecret passes here.
 */
export function ssoUserInfo(
  setup: Setup,
  tokens: AppTokens,
  grants: Grants,
  token: string | string[] | undefined,
  query: string,
  origin: string,
): Answer {
  if (typeof token !== 'string' || token === '') return missingTokenHeader();
  if (!tokens.look(token)) return invalidConsoleToken();
  const code = new URLSearchParams(query).get('code');
  if (!code) return missingField('code');
  const grant = grants.adminCodes.look(code);
  if (grant === undefined || grant === 'expired') return invalidCode();
  const { clientId, corpId = '', unionId } = grant;
  if (!setup.clients.get(clientId)?.permissions.includes(PERMISSION)) return permissionDenied([PERMISSION]);
  grants.adminCodes.spend(code, clientId);
  const member = setup.directories.get(corpId)?.memberOfUnionId(unionId);
  return json(200, {
    corpId,
    corpName: setup.organizations.get(corpId)?.name,
    userId: member?.userId,
    email: member?.email,
    userName: member?.name,
    avatar: absoluteAvatarUrl(member?.avatarUrl, origin),
    isAdmin: Boolean(member?.admin || member?.boss),
  });
}
