import type { Answer } from '../gateway/new.js';
import { notFound } from '../gateway/old.js';
import { isForeign } from '../gateway/request.js';
import { AUTHORIZE_PATH } from '../gateway/routes.js';
import { readAuthorization } from '../settings/arguments.js';
import { invalid } from '../settings/parse.js';
import type { Grants } from '../world/codes-and-tokens.js';
import type { Setup } from '../world/setup.js';
import {
  AuthorizationError,
  type AuthorizationRequest,
  type Choice,
  candidates,
  grantFor,
  type PageRequest,
  readAuthorizationRequest,
  redirectUrl,
} from './authorization.js';
import { consentPage, organizationField } from './consent.js';
import { authorizeInFrame, isInFrame } from './frame.js';
import { preferredLanguage, texts } from './language.js';
import { pageHeaders } from './layout.js';
import { problemPage } from './problem.js';

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
  const code = grants.codes.issue(grantFor(request, choice, setup));
  return redirectUrl(request.redirectUri, { code, authCode: code, state: request.state });
}

function redirect(location: string): Answer {
  return { status: 302, headers: { ...pageHeaders, location }, body: '' };
}

/** {@link Simulator.authorize}: the same rules as in the browser, with the refusal as a `TypeError`. */
export function authorizeDirectly(setup: Setup, grants: Grants, authorization: unknown): string {
  const { clientId, redirectUri, unionId, scope, corpId, state } = readAuthorization(setup, authorization);
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope, prompt: 'consent' },
    ...(state !== undefined && { state }),
    ...(corpId !== undefined && { corpId }),
  });
  try {
    return agree(readAuthorizationRequest(query, setup), { unionId }, setup, grants);
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error;
    throw invalid('authorize', texts.en.problem(error.problem));
  }
}
