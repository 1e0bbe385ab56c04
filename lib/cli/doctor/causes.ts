import { isIP } from 'node:net';
import type { DingTalkError } from '../../dingtalk/errors.js';
import { parsed, urlOf } from '../../dingtalk/values.js';
import type { Answer } from '../report/recorder.js';
import { grant } from './console.js';
import { type Cause, type Finding, fault } from './finding.js';
import type { Secrets } from './secrets.js';
import type { Settings } from './settings.js';

/** How far a connection came: to the proxy, to an address for the name, to the port, to TLS. */
export type Stage = 'proxy' | 'name' | 'connection' | 'tls';

/** The platform's codes, this package's, and those of DingTalk's and of proxies that mean more than their kind. */
const codes: Readonly<Partial<Record<Cause, string>>> = {
  'no-address': 'ENOTFOUND ENODATA',
  'dns-silent': 'EAI_AGAIN',
  refused: 'ECONNREFUSED',
  'no-route': 'EHOSTUNREACH ENETUNREACH EADDRNOTAVAIL EACCES EPERM',
  reset: 'ECONNRESET ECONNABORTED EPIPE',
  'no-tls': 'NO_TLS',
  'certificate-expired': 'CERT_HAS_EXPIRED',
  'certificate-not-yet-valid': 'CERT_NOT_YET_VALID',
  'certificate-of-another-host': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'certificate-authority':
    'SELF_SIGNED_CERT_IN_CHAIN DEPTH_ZERO_SELF_SIGNED_CERT UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'proxy-url': 'PROXY_URL',
  'proxy-encoding': 'PROXY_ENCODING',
  'proxy-password': 'PROXY_407',
  banned: '1111',
  'app-stopped': '50003',
  'organization-stopped': '50005',
  'no-organization': '40013 52010 33001',
  'not-authorized': 'UNAUTHORIZED.CLIENT UNAUTHORIZED_CLIENT 41030 43007 48002 48004',
  quota: '90020 FORBIDDEN.ACCESSDENIED.APICOUNTLIMITFORORG',
  'no-such-call': '22 404 INVALIDACTION.NOTFOUND',
  'code-refused': 'DINGTALK_CODE_REJECTED',
  credentials: 'DINGTALK_CREDENTIALS',
  permission: 'DINGTALK_PERMISSION',
  'contact-scope': 'DINGTALK_CONTACT_SCOPE',
  'ip-not-allowed': 'DINGTALK_IP_NOT_ALLOWED',
  throttled: 'DINGTALK_THROTTLED',
  'token-refused': 'DINGTALK_TOKEN_REJECTED',
  'not-in-directory': 'DINGTALK_NOT_FOUND',
  timeout: 'DINGTALK_TIMEOUT',
  'request-refused': 'DINGTALK_REFUSED',
};

const causeByCode: ReadonlyMap<string, Cause> = new Map(
  Object.entries(codes).flatMap(([cause, list]) => list.split(' ').map((code) => [code, cause as Cause])),
);

export function networkCause(code: string, stage?: Stage): Cause {
  if (/^PROXY_\d+$/.test(code) && code !== 'PROXY_407') return 'proxy-refuses';
  // What the platform says of the way to the proxy is not about DingTalk.
  if (stage === 'proxy' && code === 'ECONNRESET') return 'proxy-refuses';
  if (stage === 'proxy' && !code.startsWith('PROXY_')) return 'proxy-unreachable';
  if (code === 'ETIMEDOUT')
    return stage === 'name' ? 'dns-silent' : stage === 'tls' ? 'tls-silent' : 'silent';
  return (
    causeByCode.get(code) ?? (/^(?:CERT_|ERR_TLS_CERT)/.test(code) ? 'certificate' : 'connection-failed')
  );
}

/** After these every further call would fail in the same way. */
export const finalCauses = ['app-stopped', 'organization-stopped', 'ip-not-allowed', 'banned'];

function causeOf(error: DingTalkError, answer: Answer | undefined): Cause {
  const { code, providerCode = '', upstreamStatus } = error;
  if (upstreamStatus === 429) return 'throttled';
  const known = causeByCode.get(providerCode.toUpperCase()) ?? causeByCode.get(code);
  if (known) return known;
  if (code === 'DINGTALK_NETWORK') return answer ? 'cut-off' : networkCause(error.cause?.code ?? '');
  if (providerCode) return 'unavailable';
  if (!answer) return 'not-dingtalk';
  // The page of Alibaba's for a banned address.
  if (/_____tmd_____|"punish"/.test(answer.body)) return 'banned';
  // 511: this network wants a sign-in of its own.
  return code === 'DINGTALK_UNAVAILABLE' && upstreamStatus !== 511 ? 'gateway' : oddityOf(answer);
}

/** What is odd about an answer that isn't DingTalk's. */
function oddityOf({ status, headers, contentType = '', body, isWhole }: Answer): Cause {
  if (status >= 300 && status < 400) return 'redirect';
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 'compressed';
  if (status === 404 || status === 405 || status < 200) return 'not-dingtalk';
  if (!isWhole) return 'cut-off';
  if (body.trim() === '') return 'empty';
  if (/^\s*</.test(body) || /html/i.test(contentType)) return 'html';
  return typeof parsed(body) === 'object' ? 'unexpected-json' : 'not-json';
}

/** An IP address in a text of any wording. */
function addressIn(text = ''): string | undefined {
  const found = text.match(/[0-9a-f:.]{3,45}/gi) ?? [];
  return found
    .flatMap((one) => [one, one.replace(/^[:.]+|[:.]+$/g, ''), one.replace(/:\d+$/, '')])
    .find((one) => isIP(one));
}

/** What a call that failed means. @param permission - that the call needs, as DingTalk doesn't always name it */
export function findingOf(
  error: DingTalkError,
  answer: Answer | undefined,
  { settings, secrets }: { settings: Settings; secrets: Secrets },
  permission: string | undefined,
): Finding {
  const quote = (text: string) => secrets.redactQuote(text);
  const cause = causeOf(error, answer);
  const [, host = ''] = /^\w+ ([^/]+)/.exec(error.endpoint ?? '') ?? [];
  const { location = '', server = '', 'content-encoding': encoding = '' } = answer?.headers ?? {};
  const { providerCode, cause: below } = error;
  const code = providerCode === undefined ? (below?.code ?? error.code) : asCode(quote(providerCode));
  const values = {
    host,
    status: error.upstreamStatus,
    to: quote(urlOf(location, `https://${host}`)?.origin ?? ''),
    encoding: quote(/^[\w, -]{0,30}/.exec(encoding)?.[0] ?? ''),
    server: /^(?!DingTalk)[\w./ -]{1,40}$/.test(server) ? `server: ${quote(server)}` : '',
    address: addressIn(error.providerMessage),
    lacks: /token$/i.test(error.endpoint ?? '') ? 'token' : '',
    corpId: settings.corpId,
  };
  const facts = factsOf(error, code, quote);
  const message = quote(error.providerMessage ?? '');
  if (cause === 'permission') {
    const scopes = error.requiredScopes?.map(quote) ?? (permission ? [permission] : []);
    const link = /https:\/\/open-dev\.dingtalk\.(?:com|io)\/[\w./-]*\?[\w.%=&-]+/.exec(message)?.[0];
    return { ...lacking(scopes, settings, link), code, detail: facts };
  }
  const quoted = quoteOf(message);
  const detail = quoted ? settings.say(`: ${quoted}${facts}`, `：${quoted}${facts}`) : facts;
  return { ...fault(cause, settings, values, code), detail };
}

export function lacking(scopes: readonly string[], settings: Settings, link?: string): Finding {
  const missing = fault('permission', settings, { scopes: scopes.join(', ') });
  return { ...missing, scopes, link, remedy: grant(scopes, settings.say, link) };
}

/** Codes are numbers or words of letters; anything else may be somebody's. */
function asCode(text: string): string | undefined {
  return /^-?\d{1,7}$|^[a-z][a-z._]*$/i.test(text) ? text.slice(0, 100) : undefined;
}

/** What DingTalk’s support would ask for: ` [HTTP 403; 60011; request 16…]`. */
function factsOf(error: DingTalkError, code: string | undefined, quote: (text: string) => string): string {
  const { upstreamStatus, requestId, providerCode, cause } = error;
  const facts = [
    upstreamStatus && upstreamStatus !== 200 && `HTTP ${upstreamStatus}`,
    (providerCode ?? cause?.code) && code,
    /^[\w-]{8,64}$/.test(requestId ?? '') && `request ${quote(requestId as string)}`,
  ].filter(Boolean);
  return facts.length > 0 ? ` [${facts.join('; ')}]` : '';
}

/** The beginning of DingTalk's own words, which go on with addresses and ids. */
function quoteOf(message: string): string {
  const [sentence = ''] = message.split(/https?:|[,，。;；:：([{（\d]/, 1);
  const text = sentence.trim();
  return text && `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`;
}
