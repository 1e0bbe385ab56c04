import type { DingTalk } from '../world/dingtalk.js';
import { Problem } from './layout.js';

/** @internal An authorization request that may be shown to a person. */
export type AuthorizationRequest = ReturnType<typeof readAuthorizationRequest>;

// No value but `consent` is documented; `login consent` is what a widely used product sends.
const PROMPTS = ['consent', 'login consent'];
const SCOPES = ['openid', 'openid corpid', 'corpid openid'];

/** @internal Refuses what DingTalk doesn't document, so that nothing works here that may fail there. @throws Problem */
export function readAuthorizationRequest(query: URLSearchParams, { clients, organizations }: DingTalk) {
  const client = oneKnown(clients, 'client_id', required(query, 'client_id'));
  const redirectUri = required(query, 'redirect_uri');
  const about = { parameter: 'redirect_uri', received: redirectUri, allowed: client.redirectUrls };
  if (!client.redirectUrls.includes(redirectUri)) throw new Problem('unregistered', about);
  oneOf(query, 'response_type', ['code']);
  const withCorpId = oneOf(query, 'scope', SCOPES) !== 'openid';
  oneOf(query, 'prompt', PROMPTS);
  // DingTalk is reported to refuse it: it speaks OpenID Connect's `openid` without an ID token to put it in.
  if (query.has('nonce')) throw new Problem('refusedParameter', { parameter: 'nonce' });

  const optional = (parameter: string, allowed: readonly string[]) =>
    query.has(parameter) ? oneOf(query, parameter, allowed) : undefined;
  const knownCorpId = (parameter: string) => {
    const given = single(query, parameter);
    return given === undefined ? undefined : oneKnown(organizations, parameter, given).corpId;
  };
  const corpId = knownCorpId('corpId');
  if (corpId !== undefined && !withCorpId) throw new Problem('needsCorpidScope');
  const isInFrame = query.get('iframe') === 'true';
  // In a frame nobody is asked for an organization, so that the page has to name one.
  if (withCorpId && isInFrame) for (const parameter of ['corpId', 'org_type']) required(query, parameter);
  return {
    client,
    isInFrame,
    redirectUri,
    state: single(query, 'state'),
    /** Whether the scope has `corpid`: an organization is chosen and told to the app. */
    withCorpId,
    corpId,
    exclusiveCorpId: knownCorpId('exclusiveCorpId'),
    exclusiveLogin: optional('exclusiveLogin', ['true', 'false']) === 'true',
    managementOnly: optional('org_type', ['management']) !== undefined,
  };
}

/** @internal A person on the consent page. */
export type Candidate = ReturnType<typeof candidates>[number];

/** @internal The people, with the organizations they can choose from. @throws Problem when none may sign in */
export function candidates(request: AuthorizationRequest, { people, organizations }: DingTalk) {
  const { corpId, exclusiveCorpId, managementOnly, withCorpId, exclusiveLogin } = request;
  const needsOrganization = withCorpId || exclusiveLogin || managementOnly || exclusiveCorpId !== undefined;
  const all = [...people.values()].map((person) => {
    const own = managementOnly ? person.administers : person.organizations;
    const corpIds = own.filter((id) => exclusiveCorpId === undefined || id === exclusiveCorpId);
    return {
      person,
      organizations: corpIds.flatMap((id) => organizations.get(id) ?? []),
      /** Whether this request lets them sign in. */
      eligible: corpId === undefined ? !needsOrganization || corpIds.length > 0 : corpIds.includes(corpId),
      /** Preselected, and what the app is told when they agree without another choice. */
      corpId: withCorpId ? (corpId ?? corpIds[0]) : undefined,
    };
  });
  if (!all.some(({ eligible }) => eligible)) throw new Problem('notAMember');
  return all;
}

/** The field that says which organization the person with this unionId chose. */
export function organizationField(unionId: string): string {
  return `corpId ${unionId}`;
}

/**
 * Where a decision on the consent page leads. What the form leaves out stays as preselected.
 * @throws Problem when the page did not offer this choice
 */
export function decide(
  request: AuthorizationRequest,
  form: Readonly<Record<string, string>>,
  dingtalk: DingTalk,
): string {
  const { client, redirectUri, state, withCorpId, isInFrame } = request;
  const { unionId } = form;
  // In a frame, the button that agrees is the person's.
  const { decision = isInFrame && unionId ? 'agree' : undefined } = form;
  // DingTalk documents an `error` parameter, but none of its values; this is OAuth's own.
  if (decision === 'refuse') return redirectUrl(redirectUri, { error: 'access_denied', state });
  if (decision !== 'agree') throw new Problem('missing', { parameter: 'decision' });
  const candidate = candidates(request, dingtalk).find(
    ({ person, eligible }) => eligible && (unionId ?? person.unionId) === person.unionId,
  );
  const chosen = unionId && form[organizationField(unionId)];
  const corpId = withCorpId ? (chosen ?? candidate?.corpId) : undefined;
  const isOffered = candidate?.organizations.some((each) => each.corpId === corpId);
  if (!candidate || (corpId !== undefined && !isOffered)) throw new Problem('notAMember');
  const grant = { clientId: client.clientId, unionId: candidate.person.unionId, corpId };
  const code = dingtalk.grants.codes.issue(grant);
  return redirectUrl(redirectUri, { code, authCode: code, state });
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
  if (values.length > 1) throw new Problem('repeated', { parameter });
  return values[0];
}

function required(query: URLSearchParams, parameter: string): string {
  const value = single(query, parameter);
  if (!value) throw new Problem('missing', { parameter });
  return value;
}

function oneOf(query: URLSearchParams, parameter: string, allowed: readonly string[]): string {
  const received = required(query, parameter);
  if (!allowed.includes(received)) throw new Problem('unsupported', { parameter, received, allowed });
  return received;
}

function oneKnown<Known>(all: ReadonlyMap<string, Known>, parameter: string, received: string): Known {
  const known = all.get(received);
  if (!known) throw new Problem('unknown', { parameter, received, allowed: [...all.keys()] });
  return known;
}
