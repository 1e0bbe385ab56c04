import type { Client } from '../settings/clients.js';
import type { Person, SimulatorOrganization } from '../settings/organizations.js';
import type { Grant } from '../world/codes-and-tokens.js';
import type { Setup } from '../world/dingtalk.js';

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
  const { clients, organizations } = setup;
  const client = clients.get(required(query, 'client_id'));
  if (!client) return refuse('unknown', query, 'client_id', [...clients.keys()]);
  const redirectUri = oneOf(query, 'redirect_uri', client.redirectUrls, 'unregistered');
  oneOf(query, 'response_type', ['code']);
  const withCorpId = oneOf(query, 'scope', SCOPES) !== 'openid';
  oneOf(query, 'prompt', PROMPTS);
  // DingTalk is reported to refuse it: it speaks OpenID Connect's `openid` without an ID token to put it in.
  if (query.has('nonce')) throw new AuthorizationError('refusedParameter', { parameter: 'nonce' });

  const optional = (parameter: string, allowed: readonly string[]) =>
    query.has(parameter) ? oneOf(query, parameter, allowed) : undefined;
  const known = (parameter: string) => {
    const corpId = single(query, parameter);
    if (corpId === undefined || organizations.has(corpId)) return corpId;
    return refuse('unknown', query, parameter, [...organizations.keys()]);
  };
  const corpId = known('corpId');
  if (corpId !== undefined && !withCorpId) throw new AuthorizationError('needsCorpidScope');
  return {
    client,
    redirectUri,
    state: single(query, 'state'),
    withCorpId,
    corpId,
    exclusiveCorpId: known('exclusiveCorpId'),
    exclusiveLogin: optional('exclusiveLogin', ['true', 'false']) === 'true',
    managementOnly: optional('org_type', ['management']) !== undefined,
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

/** What the person decided, and where the browser, or the page around a frame, is told to go. */
export interface Decision {
  readonly isAgreed: boolean;
  readonly redirectUrl: string;
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
  const offered = candidate?.organizations.map(({ corpId }) => corpId);
  const corpId = request.withCorpId ? (choice.corpId ?? candidate?.corpId) : undefined;
  if (!candidate?.eligible || (corpId !== undefined && !offered?.includes(corpId)))
    throw new AuthorizationError('notAMember');
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

function oneOf(
  query: URLSearchParams,
  parameter: string,
  allowed: readonly string[],
  wrong: WrongValue = 'unsupported',
): string {
  const value = required(query, parameter);
  return allowed.includes(value) ? value : refuse(wrong, query, parameter, allowed);
}

function refuse(
  kind: WrongValue,
  query: URLSearchParams,
  parameter: string,
  allowed: readonly string[],
): never {
  throw new AuthorizationError(kind, { parameter, received: query.get(parameter) ?? '', allowed });
}
