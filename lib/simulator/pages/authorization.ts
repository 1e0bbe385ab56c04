import type { Client } from '../world/clients.js';
import type { Grant } from '../world/codes-and-tokens.js';
import type { Setup } from '../world/dingtalk.js';
import type { Person, SimulatorOrganization } from '../world/organizations.js';

/** An authorization request that may be shown to a person. */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly state: string | undefined;
  /** Whether the scope has `corpid`: an organization is chosen and told to the app. */
  readonly withCorpId: boolean;
  readonly corpId: string | undefined;
  readonly exclusiveCorpId: string | undefined;
  readonly exclusiveLogin: boolean;
  readonly managementOnly: boolean;
}

type WrongParameter = 'missing' | 'repeated' | 'refusedParameter';
type WrongValue = 'unsupported' | 'unregistered' | 'unknown';

/** Why a request cannot be granted, for the pages to put into words. */
export interface Problem {
  readonly kind: 'notAMember' | 'foreignForm' | 'needsCorpidScope' | WrongParameter | WrongValue;
  readonly parameter?: string;
  /** What the parameter is, and could have been. */
  readonly received?: string;
  readonly allowed?: readonly string[];
}

/** Thrown by what reads a request or a choice; never leaves the simulator. */
export class AuthorizationError extends Error {
  readonly problem: Problem;

  constructor(kind: Problem['kind'], about: Omit<Problem, 'kind'> = {}) {
    super(kind);
    this.problem = { kind, ...about };
  }
}

// No value but `consent` is documented; `login consent` is what a widely used product sends.
const PROMPTS = ['consent', 'login consent'];
const SCOPES = ['openid', 'openid corpid', 'corpid openid'];

/**
 * Reads the query of `/oauth2/auth`. Strict: what DingTalk does not document is refused, because a client that
 * only ever met the simulator should not be surprised by DingTalk.
 * @throws AuthorizationError
 */
export function readAuthorizationRequest(query: URLSearchParams, setup: Setup): AuthorizationRequest {
  const client = setup.clients.get(required(query, 'client_id'));
  if (!client) return refuse('unknown', query, 'client_id', [...setup.clients.keys()]);
  const redirectUri = required(query, 'redirect_uri');
  if (!client.redirectUrls.includes(redirectUri)) {
    return refuse('unregistered', query, 'redirect_uri', client.redirectUrls);
  }
  oneOf(query, 'response_type', ['code']);
  const scope = oneOf(query, 'scope', SCOPES);
  oneOf(query, 'prompt', PROMPTS);
  // DingTalk is reported to refuse it: it speaks OpenID Connect's `openid` without an ID token to put it in.
  if (query.has('nonce')) throw new AuthorizationError('refusedParameter', { parameter: 'nonce' });

  const withCorpId = scope !== 'openid';
  const corpId = organization(query, 'corpId', setup);
  if (corpId !== undefined && !withCorpId) throw new AuthorizationError('needsCorpidScope');
  return {
    client,
    redirectUri,
    state: single(query, 'state'),
    withCorpId,
    corpId,
    exclusiveCorpId: organization(query, 'exclusiveCorpId', setup),
    exclusiveLogin:
      query.has('exclusiveLogin') && oneOf(query, 'exclusiveLogin', ['true', 'false']) === 'true',
    managementOnly: query.has('org_type') && oneOf(query, 'org_type', ['management']) === 'management',
  };
}

/** A person on the consent page, with the organizations they can choose from. */
export interface Candidate {
  readonly person: Person;
  readonly organizations: readonly Readonly<Pick<SimulatorOrganization, 'corpId' | 'name'>>[];
  /** Whether this request lets them sign in. */
  readonly eligible: boolean;
  /** Preselected, and what the app is told when they agree without another choice. */
  readonly corpId: string | undefined;
}

export function candidates(request: AuthorizationRequest, setup: Setup): readonly Candidate[] {
  const { corpId, exclusiveCorpId, managementOnly, withCorpId, exclusiveLogin } = request;
  const needsOrganization = withCorpId || exclusiveLogin || managementOnly || exclusiveCorpId !== undefined;
  return [...setup.people.values()].map((person) => {
    const corpIds = (managementOnly ? person.administers : person.organizations).filter(
      (id) => exclusiveCorpId === undefined || id === exclusiveCorpId,
    );
    return {
      person,
      organizations: corpIds.flatMap((id) => setup.organizations.get(id) ?? []),
      eligible: corpId === undefined ? !needsOrganization || corpIds.length > 0 : corpIds.includes(corpId),
      corpId: withCorpId ? (corpId ?? corpIds[0]) : undefined,
    };
  });
}

/** What the person does on the consent page. Left out, it stays as preselected. */
export interface Choice {
  readonly unionId?: string | undefined;
  readonly corpId?: string | undefined;
}

/** @throws AuthorizationError when the page did not offer this choice. */
export function grantFor(request: AuthorizationRequest, choice: Choice, setup: Setup): Grant {
  const candidate = candidates(request, setup).find(({ person, eligible }) =>
    choice.unionId === undefined ? eligible : person.unionId === choice.unionId,
  );
  if (!candidate?.eligible) throw new AuthorizationError('notAMember');
  const corpId = request.withCorpId ? (choice.corpId ?? candidate.corpId) : undefined;
  if (corpId !== undefined && !candidate.organizations.some((offered) => offered.corpId === corpId)) {
    throw new AuthorizationError('notAMember');
  }
  return { clientId: request.client.clientId, unionId: candidate.person.unionId, corpId };
}

/** The callback with `parameters` behind whatever query the registered URL has. */
export function redirectUrl(redirectUri: string, parameters: Record<string, string | undefined>): string {
  // Header values are ASCII; a URL that is already stays exactly as registered.
  const base = /[^\x21-\x7e]/.test(redirectUri) ? new URL(redirectUri).href : redirectUri;
  const query = Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(value)}`))
    .join('&');
  if (!base.includes('?')) return `${base}?${query}`;
  return /[?&]$/.test(base) ? base + query : `${base}&${query}`;
}

function single(query: URLSearchParams, parameter: string): string | undefined {
  const values = query.getAll(parameter);
  if (values.length > 1) throw new AuthorizationError('repeated', { parameter });
  return values[0];
}

function required(query: URLSearchParams, parameter: string): string {
  const value = single(query, parameter);
  if (!value) throw new AuthorizationError('missing', { parameter });
  return value;
}

function oneOf(query: URLSearchParams, parameter: string, allowed: readonly string[]): string {
  const value = required(query, parameter);
  return allowed.includes(value) ? value : refuse('unsupported', query, parameter, allowed);
}

function organization(query: URLSearchParams, parameter: string, setup: Setup): string | undefined {
  const value = single(query, parameter);
  if (value === undefined || setup.organizations.has(value)) return value;
  return refuse('unknown', query, parameter, [...setup.organizations.keys()]);
}

function refuse(
  kind: WrongValue,
  query: URLSearchParams,
  parameter: string,
  allowed: readonly string[],
): never {
  throw new AuthorizationError(kind, { parameter, received: query.get(parameter) ?? '', allowed });
}
