import { isForeign, readForm } from '../gateway/http.js';
import { notFound } from '../gateway/old.js';
import { authorizationSchema } from '../settings/arguments.js';
import { invalid, parse } from '../settings/parse.js';
import type { Call, DingTalk } from '../world/dingtalk.js';
import { decide, readAuthorizationRequest } from './authorization.js';
import { consentPage } from './consent.js';
import { problemInFrame, qrCodeInFrame, tellPage } from './frame.js';
import { english, preferredTexts, say } from './language.js';
import { Problem, problemPage, redirect } from './layout.js';

/** The consent page, and what a person decides there. With `iframe=true`, as ddlogin.js asks, both are for a frame. */
export const authorize: Call = (dingtalk, request) => {
  const { method, path, query, headers } = request;
  if (!['GET', 'HEAD', 'POST'].includes(method)) return notFound(path);
  const isDecision = method === 'POST';
  const isInFrame = query.get('iframe') === 'true';
  const t = preferredTexts(headers);
  try {
    // Otherwise any web page could agree in somebody's name.
    if (isDecision && isForeign(headers)) throw new Problem('foreignForm');
    const asked = readAuthorizationRequest(query, dingtalk);
    if (!isDecision) return isInFrame ? qrCodeInFrame(dingtalk, query, t) : consentPage(asked, dingtalk, t);
    const form = readForm(request) ?? {};
    const redirectUrl = decide(asked, form, dingtalk);
    if (!isInFrame) return redirect(302, redirectUrl);
    const isRefusal = form.decision === 'refuse';
    const text = isRefusal ? t.cancelled : t.scanned;
    return tellPage({ success: true, redirectUrl }, text, isRefusal && query, t);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // What is wrong with an app's own request stays wrong.
    if (isInFrame) return problemInFrame(error, isDecision && query, t);
    return problemPage(t, t.refused, error, error.isForbidden ? t.startAgain : t.forTheApp);
  }
};

/** {@link Simulator.authorize}: the same rules as in the browser, with the refusal as a `TypeError`. */
export function authorizeDirectly(dingtalk: DingTalk, authorization: unknown): string {
  const given = parse(authorizationSchema, authorization, 'authorize');
  const { clientId, redirectUri, unionId, scope, corpId, state } = given;
  if (!dingtalk.people.has(unionId)) throw invalid('unionId', `"${unionId}" is not one of the people`);
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope, prompt: 'consent' },
    ...(state !== undefined && { state }),
    ...(corpId !== undefined && { corpId }),
  });
  try {
    return decide(readAuthorizationRequest(query, dingtalk), { decision: 'agree', unionId }, dingtalk);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw invalid('authorize', say(english[error.kind], error.about.parameter));
  }
}
