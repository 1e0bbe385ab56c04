import { isIP } from 'node:net';
import type { DingTalkError, DingTalkErrorCode } from '../../dingtalk/errors.js';
import { type Words, words } from '../language.js';
import type { Recorded } from '../report/recorder.js';
import { consoleUrl, grant, securityPage, versionsPage, widenContactScope } from './console.js';
import type { Finding } from './finding.js';
import type { Settings } from './settings.js';
import { answerTexts, type Cause, refusalTexts, wayTexts } from './texts.js';

type Answer = NonNullable<Recorded['answer']>;

/** How far a connection came: to the proxy, to an address for the name, to the port, to TLS. */
export type Stage = 'proxy' | 'name' | 'connection' | 'tls';

/** Codes of the platform, and ours for what a proxy says. */
const byPlatform: Readonly<Record<string, Cause>> = {
  ENOTFOUND: 'no-address',
  ENODATA: 'no-address',
  EAI_AGAIN: 'dns-silent',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  EACCES: 'no-route',
  EPERM: 'no-route',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  NO_TLS: 'no-tls',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-of-another-host',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-authority',
  PROXY_URL: 'proxy-url',
  PROXY_ENCODING: 'proxy-encoding',
  PROXY_407: 'proxy-password',
};

export function networkCause(code: string, stage?: Stage): Cause {
  if (/^PROXY_\d+$/.test(code) && code !== 'PROXY_407') return 'proxy-refuses';
  // What the platform says of the way to the proxy is not about DingTalk.
  if (stage === 'proxy' && !code.startsWith('PROXY_')) return 'proxy-unreachable';
  if (code === 'ETIMEDOUT')
    return stage === 'name' ? 'dns-silent' : stage === 'tls' ? 'tls-silent' : 'silent';
  if (Object.hasOwn(byPlatform, code)) return byPlatform[code] as Cause;
  return /^(?:CERT_|ERR_TLS_CERT)/.test(code) ? 'certificate' : 'connection-failed';
}

/** DingTalk's codes that mean more than the kind of error that they belong to, in lower case. */
const byProviderCode: Readonly<Record<string, Cause>> = {
  '1111': 'banned',
  '50003': 'app-stopped',
  '50005': 'organization-stopped',
  '40013': 'no-organization',
  '52010': 'no-organization',
  '33001': 'no-organization',
  'unauthorized.client': 'not-authorized',
  unauthorized_client: 'not-authorized',
  '41030': 'not-authorized',
  '43007': 'not-authorized',
  '48002': 'not-authorized',
  '48004': 'not-authorized',
  '90020': 'quota',
  'forbidden.accessdenied.apicountlimitfororg': 'quota',
  '22': 'no-such-call',
  '404': 'no-such-call',
  'invalidaction.notfound': 'no-such-call',
};

const byErrorCode: Readonly<Partial<Record<DingTalkErrorCode, Cause>>> = {
  DINGTALK_CODE_REJECTED: 'code-refused',
  DINGTALK_CREDENTIALS: 'credentials',
  DINGTALK_PERMISSION: 'permission',
  DINGTALK_CONTACT_SCOPE: 'contact-scope',
  DINGTALK_IP_NOT_ALLOWED: 'ip-not-allowed',
  DINGTALK_THROTTLED: 'throttled',
  DINGTALK_TOKEN_REJECTED: 'token-refused',
  DINGTALK_NOT_FOUND: 'not-in-directory',
  DINGTALK_TIMEOUT: 'timeout',
  DINGTALK_REFUSED: 'request-refused',
};

/** After these every further call would fail in the same way. */
export const finalCauses: ReadonlySet<string> = new Set<Cause>([
  ...(['app-stopped', 'organization-stopped', 'ip-not-allowed', 'banned'] as const),
]);

function causeOf(error: DingTalkError, answer: Answer | undefined): Cause {
  const { code, providerCode = '', upstreamStatus } = error;
  if (upstreamStatus === 429) return 'throttled';
  const word = providerCode.toLowerCase();
  if (Object.hasOwn(byProviderCode, word)) return byProviderCode[word] as Cause;
  const known = byErrorCode[code];
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
  try {
    return typeof JSON.parse(body) === 'object' ? 'unexpected-json' : 'not-json';
  } catch {
    return 'not-json';
  }
}

/** An IP address in a text of any wording. */
function addressIn(text = ''): string | undefined {
  const found = text.match(/[0-9a-f:.]{3,45}/gi) ?? [];
  return found
    .flatMap((one) => [one, one.replace(/^[:.]+|[:.]+$/g, ''), one.replace(/:\d+$/, '')])
    .find((one) => isIP(one));
}

/** What the texts of a cause are filled in with. */
export type Values = Readonly<Record<string, string | number | undefined>>;

/** The words for a cause. @param settings - for what is the same in all texts */
export function explain(
  cause: Cause,
  { originsFrom, timeoutMs }: Pick<Settings, 'originsFrom' | 'timeoutMs'>,
  values: Values,
): { message: Words; remedy: Words } {
  const all: Values = {
    ...{ consoleUrl, securityPage, versionsPage, originsFrom, seconds: timeoutMs / 1000 },
    now: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...values,
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(all[name] ?? ''));
  const texts: Readonly<Record<string, Text>> = { ...wayTexts, ...answerTexts, ...refusalTexts };
  const defaults = originsFrom ? elsewhere : Object.hasOwn(wayTexts, cause) ? notOpen : inBetween;
  const [en, zh, enRemedy = defaults.en, zhRemedy = defaults.zh] = texts[cause] as Text;
  return { message: words(fill(en), fill(zh)), remedy: words(fill(enRemedy), fill(zhRemedy)) };
}

type Text = readonly [en: string, zh: string, enRemedy?: string, zhRemedy?: string];

const notOpen = words(
  'Have the firewall let this machine out to {host}, port 443. If only a proxy leads out, the application needs `agent`.',
  '请在防火墙上放行本机到 {host} 443 端口的连接。如果只能经代理访问外网，应用需要设置 `agent`。',
);
const inBetween = words(
  'A gateway, proxy or portal in between answered. Have {host} let through unchanged.',
  '响应来自中间的网关、代理或认证页面。请原样放行 {host}。',
);
const elsewhere = words(
  'Compare {originsFrom}: is that DingTalk or the simulator, with the right port, and https: or http: as it speaks?',
  '请核对 {originsFrom}：地址、端口以及 https: 或 http: 是否正确。',
);

/**
 * What a call that failed means.
 * @param answer - what came over the wire, as far as it came
 * @param quote - makes DingTalk's own words fit to be shown
 */
export function findingOf(
  error: DingTalkError,
  answer: Answer | undefined,
  settings: Settings,
  quote: (text: string) => string,
): Finding {
  const cause = causeOf(error, answer);
  const host = /^\w+ ([^/]+)/.exec(error.endpoint ?? '')?.[1] ?? new URL(settings.origins.api).host;
  const { location = '', server = '', 'content-encoding': encoding = '' } = answer?.headers ?? {};
  const address = addressIn(error.providerMessage);
  const scopes = error.requiredScopes?.map(quote) ?? [];
  const { message, remedy } = explain(cause, settings, {
    host,
    status: error.upstreamStatus,
    to: URL.canParse(location, `https://${host}`)
      ? ` (${quote(new URL(location, `https://${host}`).origin)})`
      : '',
    encoding: quote(/^[\w, -]{0,30}/.exec(encoding)?.[0] ?? ''),
    server: /^[\w./ -]{1,40}$/.test(server) && !/^DingTalk/.test(server) ? ` (server: ${quote(server)})` : '',
    address: address && ` (${address})`,
    lacks: /token$/i.test(error.endpoint ?? '') ? ' (token)' : '',
    scopes: scopes.join(', '),
  });
  const { providerCode, cause: below } = error;
  const code = providerCode === undefined ? (below?.code ?? error.code) : asCode(quote(providerCode));
  const facts = factsOf(error, code, quote);
  if (cause === 'permission') {
    const link = linkIn(quote(error.providerMessage ?? ''));
    return { state: 'wrong', cause, message, detail: facts, code, scopes, link, remedy: grant(scopes, link) };
  }
  const detail = quoteOf(quote(error.providerMessage ?? '')) + facts;
  return {
    state: 'wrong',
    cause,
    message,
    detail,
    code,
    remedy: cause === 'contact-scope' ? widenContactScope : remedy,
  };
}

/** The address that grants a permission. */
function linkIn(text: string): string | undefined {
  return /https:\/\/open-dev\.dingtalk\.(?:com|io)\/[\w./-]*\?[\w.%=&-]+/.exec(text)?.[0];
}

/** Codes are numbers or words of letters; anything else may be somebody's. */
function asCode(text: string): string | undefined {
  return /^-?\d{1,7}$|^[a-z]+(?:[._]?[a-z]+)*(?:_\d+)?$/i.test(text) ? text.slice(0, 100) : undefined;
}

/** What DingTalk’s support would ask for: ` [HTTP 403; 60011; request 16…]`. */
function factsOf(
  { upstreamStatus, requestId, providerCode, cause }: DingTalkError,
  code: string | undefined,
  quote: (text: string) => string,
): string {
  const facts = [
    upstreamStatus && upstreamStatus !== 200 && `HTTP ${upstreamStatus}`,
    (providerCode ?? cause?.code) && code,
    /^[\w-]{8,64}$/.test(requestId ?? '') && `request ${quote(requestId as string)}`,
  ].filter(Boolean);
  return facts.length > 0 ? ` [${facts.join('; ')}]` : '';
}

/** The beginning of DingTalk's own words, which go on with addresses and ids. */
function quoteOf(words: string): string {
  const [sentence = ''] = words.split(/https?:|[,，。;；:：([{（\d]/, 1);
  const text = sentence.trim();
  return text === '' ? '' : `: “${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`;
}
