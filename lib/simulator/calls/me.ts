import { createHash } from 'node:crypto';
import type { Answer } from '../gateway/answer.js';
import {
  expiredToken,
  invalidToken,
  ipRefused,
  json,
  missingTokenHeader,
  permissionDenied,
} from '../gateway/new.js';
import type { AppTokens } from '../world/app-tokens.js';
import { type Client, mayCallFrom } from '../world/clients.js';
import type { Grants } from '../world/grants.js';
import type { SimulatorPerson } from '../world/people.js';
import type { Setup } from '../world/setup.js';
import { absoluteAvatarUrl } from './avatar-url.js';

/** `GET /v1.0/contact/users/me`: the person behind a user token. */
export function me(
  setup: Setup,
  grants: Grants,
  appTokens: AppTokens,
  { token, address }: { token: string | undefined; address: string },
  origin: string,
): Answer {
  if (!token) return missingTokenHeader();
  // An app cannot be asked who it is: to DingTalk its token lacks the permission.
  if (appTokens.look(token)) return permissionDenied(['Contact.User.Read']);
  const grant = grants.accessTokens.look(token);
  if (grant === 'expired') return expiredToken();
  const client = grant && setup.clients.get(grant.clientId);
  const person = grant && setup.people.get(grant.unionId);
  if (!client || !person) return invalidToken();
  if (!mayCallFrom(client, address)) return ipRefused(client.clientId, address);
  if (!client.permissions.includes('Contact.User.Read')) return permissionDenied(['Contact.User.Read']);
  return json(200, describe(person, client, origin));
}

function describe(person: SimulatorPerson, client: Client, origin: string): Record<string, unknown> {
  const { nick, unionId, avatarUrl, mobile, stateCode, email } = person;
  const seesMobile = client.permissions.includes('Contact.User.mobile');
  // A value that is undefined leaves no key in JSON: an absent field is absent, as at DingTalk.
  return {
    nick,
    unionId,
    openId: person.openId ?? openIdOf(client.clientId, unionId),
    avatarUrl: absoluteAvatarUrl(avatarUrl, origin),
    mobile: seesMobile && mobile !== undefined ? (client.thirdParty ? mask(mobile) : mobile) : undefined,
    stateCode: seesMobile ? stateCode : undefined,
    email,
    // Undocumented, and in every recorded answer.
    visitor: false,
  };
}

function openIdOf(clientId: string, unionId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([clientId, unionId]))
    .digest('base64url')
    .slice(0, 22);
}

/** `15512343240` becomes `155****3240`; how DingTalk masks shorter numbers is not documented. */
function mask(mobile: string): string {
  return mobile.length > 7 ? `${mobile.slice(0, 3)}****${mobile.slice(-4)}` : `****${mobile.slice(-2)}`;
}
