import type { Answer } from '../gateway/answer.js';
import { isForeign } from '../gateway/loopback.js';
import { notFound } from '../gateway/refusals.js';
import { AUTHORIZE_PATH } from '../gateway/routes.js';
import { invalid, type Names, object, optionalText, text } from '../world/checks.js';
import type { Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import {
  AuthorizationError,
  type AuthorizationRequest,
  type Choice,
  candidates,
  type PageRequest,
  readAuthorizationRequest,
  redirectUrl,
  settle,
} from './authorization.js';
import { consentPage, organizationField } from './consent.js';
import { authorizeInFrame, isInFrame } from './frame.js';
import { preferredLanguage, texts } from './language.js';
import { pageHeaders } from './layout.js';
import { problemPage } from './problem.js';

/** Who consents to what: the argument of {@link Simulator.authorize}. */
export interface SimulatorAuthorization {
  /** The app that asks: one of the `clients`. */
  clientId: string;
  /** Where the app wants the code: one of the client's `redirectUrls`, to the letter. */
  redirectUri: string;
  /** The person who consents: one of the `people`. */
  unionId: string;
  /** `openid` or `openid corpid`. @defaultValue `'openid'` */
  scope?: string | undefined;
  /** The organization chosen; needs `corpid` in the scope. @defaultValue the person's first, where the scope has it */
  corpId?: string | undefined;
  /** What the app sent to DingTalk, returned as it is. @defaultValue none, and the redirect has none */
  state?: string | undefined;
}

/** `/oauth2/auth`: the consent page by GET, the person's decision by POST of its form. */
export function authorize(setup: Setup, grants: Grants, request: PageRequest): Answer {
  const { method, query, headers, body } = request;
  if (isInFrame(query)) return authorizeInFrame(setup, grants, request);
  const language = preferredLanguage(headers['accept-language']);
  try {
    if (method === 'GET' || method === 'HEAD') {
      const request = readAuthorizationRequest(new URLSearchParams(query), setup);
      const people = candidates(request, setup);
      if (!people.some(({ eligible }) => eligible)) throw new AuthorizationError({ kind: 'notAMember' });
      return consentPage(request, people, language);
    }
    if (method !== 'POST') return notFound(AUTHORIZE_PATH);
    // Otherwise any web page could agree in somebody's name.
    if (isForeign(headers.origin, headers.host)) throw new AuthorizationError({ kind: 'foreignForm' });
    const request = readAuthorizationRequest(new URLSearchParams(query), setup);
    return redirect(decide(request, new URLSearchParams(body), setup, grants));
  } catch (error) {
    if (error instanceof AuthorizationError) return problemPage(error.problem, language);
    throw error;
  }
}

function decide(request: AuthorizationRequest, form: URLSearchParams, setup: Setup, grants: Grants): string {
  const decision = form.get('decision');
  if (decision === 'refuse') {
    // DingTalk documents an `error` parameter, but none of its values; this is OAuth's own.
    return redirectUrl(request.redirectUri, { error: 'access_denied', state: request.state });
  }
  if (decision !== 'agree') throw new AuthorizationError({ kind: 'missing', parameter: 'decision' });
  const unionId = form.get('unionId') ?? undefined;
  const corpId = (unionId && form.get(organizationField(unionId))) ?? undefined;
  return agree(request, { unionId, corpId }, setup, grants);
}

function agree(request: AuthorizationRequest, choice: Choice, setup: Setup, grants: Grants): string {
  const code = grants.codes.issue(settle(request, choice, setup));
  return redirectUrl(request.redirectUri, { code, authCode: code, state: request.state });
}

function redirect(location: string): Answer {
  return { status: 302, headers: { ...pageHeaders, location }, body: '' };
}

/** {@link Simulator.authorize}: the same rules as in the browser, with the refusal as a `TypeError`. */
export function authorizeDirectly(setup: Setup, grants: Grants, authorization: unknown): string {
  const names: Names<SimulatorAuthorization> = {
    clientId: true,
    redirectUri: true,
    unionId: true,
    scope: true,
    corpId: true,
    state: true,
  };
  const given = object(authorization, 'authorization', names);
  const query = new URLSearchParams({
    client_id: text(given.clientId, 'clientId'),
    redirect_uri: text(given.redirectUri, 'redirectUri'),
    response_type: 'code',
    scope: optionalText(given.scope, 'scope') ?? 'openid',
    prompt: 'consent',
  });
  if (given.state !== undefined) query.set('state', given.state === '' ? '' : text(given.state, 'state'));
  const unionId = text(given.unionId, 'unionId');
  if (!setup.people.has(unionId))
    throw invalid('unionId', `be one of the people's, which "${unionId}" is not`);
  const corpId = optionalText(given.corpId, 'corpId');
  if (corpId !== undefined) query.set('corpId', corpId);
  try {
    return agree(readAuthorizationRequest(query, setup), { unionId }, setup, grants);
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error;
    throw Object.assign(new TypeError(`authorize: ${texts.en.problem(error.problem)}`), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  }
}
