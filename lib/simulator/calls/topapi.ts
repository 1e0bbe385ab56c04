import type { Answer } from '../gateway/answer.js';
import { readForm, readJsonObject, textOf } from '../gateway/body.js';
import {
  ipNotAllowed,
  missingPermission,
  type OldReply,
  oldGateway,
  spellAsDocumented,
  wrappedFailure,
} from '../gateway/old.js';
import type { SimulatorEndpoint } from '../gateway/routes.js';
import type { AppTokens } from '../world/app-tokens.js';
import { mayCallFrom } from '../world/clients.js';
import type { Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import type { Asked } from './asked.js';
import { authScopes } from './auth-scopes.js';
import { departmentGet } from './department-get.js';
import { getByUnionId } from './getbyunionid.js';
import { getUserInfo, spendInAppCode } from './getuserinfo.js';
import { userGet } from './user-get.js';

type DirectoryEndpoint = Extract<
  SimulatorEndpoint,
  'authScopes' | 'getbyunionid' | 'userGet' | 'departmentGet' | 'getuserinfo'
>;

const CALLS: Record<DirectoryEndpoint, { permission?: string; answer: (asked: Asked) => OldReply }> = {
  // Its permission, qyapi_base, is one that every app has.
  authScopes: { answer: authScopes },
  getbyunionid: { permission: 'qyapi_get_member', answer: getByUnionId },
  userGet: { permission: 'qyapi_get_member', answer: userGet },
  departmentGet: { permission: 'qyapi_get_department_list', answer: departmentGet },
  getuserinfo: { answer: getUserInfo },
};

/** What of an HTTP request a call of the old gateway depends on. */
export interface OldRequest {
  readonly query: string;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly address: string;
}

/** A call to the directory, through the checks that the gateway makes before any of them. */
export function topapi(
  call: DirectoryEndpoint,
  setup: Setup,
  tokens: AppTokens,
  grants: Grants,
  request: OldRequest,
  origin: string,
): Answer {
  const reply = answer(call, setup, tokens, grants, request, origin);
  return oldGateway(setup.stringly ? spellAsDocumented(reply) : reply);
}

function answer(
  call: DirectoryEndpoint,
  setup: Setup,
  tokens: AppTokens,
  grants: Grants,
  { query, contentType, body, address }: OldRequest,
  origin: string,
): OldReply {
  const form = readForm(contentType, body);
  const token = new URLSearchParams(query).get('access_token') || textOf(form ?? {}, 'access_token');
  if (!token) return wrappedFailure(40000, 'access_token is blank');
  const grant = tokens.look(token);
  const client = grant && setup.clients.get(grant.clientId);
  if (!client) return wrappedFailure(40014, '不合法的access_token');
  if (!mayCallFrom(client, address)) return ipNotAllowed(client.clientId, address);
  const { permission, answer } = CALLS[call];
  if (permission !== undefined && !client.permissions.includes(permission))
    return missingPermission(client.clientId, permission);
  return answer({
    client,
    directory: grant.corpId === undefined ? undefined : setup.directories.get(grant.corpId),
    fields: form ?? readJsonObject(contentType, body) ?? {},
    origin,
    spendInAppCode: (code) => spendInAppCode(grants, code, grant),
    isKnownElsewhere: (userId) =>
      [...setup.directories.values()].some((directory) => directory.memberOfUserId(userId)),
  });
}
