import type { DingTalkErrorCode } from './errors.js';

/**
 * What DingTalk said when it refused, in either of its grammars.
 * @see {@link https://open.dingtalk.com/document/development/server-api-error-codes-1 DingTalk's error codes}
 */
export interface Refusal {
  code: DingTalkErrorCode;
  providerCode?: string | undefined;
  providerMessage?: string | undefined;
  requestId?: string | undefined;
  requiredScopes?: string[] | undefined;
}

/** DingTalk's codes, lower case, of both gateways. Its texts are never matched: their language changes. */
const codes: Readonly<Record<string, DingTalkErrorCode>> = {
  'invalidparameter.authcode.notfound': 'DINGTALK_CODE_REJECTED',
  invalidcode: 'DINGTALK_CODE_REJECTED',
  '40029': 'DINGTALK_CODE_REJECTED',
  '40078': 'DINGTALK_CODE_REJECTED',
  '40079': 'DINGTALK_CODE_REJECTED',
  '40102': 'DINGTALK_CODE_REJECTED',
  '41007': 'DINGTALK_CODE_REJECTED',
  '41026': 'DINGTALK_CODE_REJECTED',
  '42003': 'DINGTALK_CODE_REJECTED',
  '42007': 'DINGTALK_CODE_REJECTED',
  '42008': 'DINGTALK_CODE_REJECTED',
  invalidclientidorsecret: 'DINGTALK_CREDENTIALS',
  'invalid.client': 'DINGTALK_CREDENTIALS',
  invalid_client: 'DINGTALK_CREDENTIALS',
  'unauthorized.client': 'DINGTALK_CREDENTIALS',
  unauthorized_client: 'DINGTALK_CREDENTIALS',
  invalidsuitekey: 'DINGTALK_CREDENTIALS',
  invalidsuiteticket: 'DINGTALK_CREDENTIALS',
  invalidauthinfo: 'DINGTALK_CREDENTIALS',
  '33001': 'DINGTALK_CREDENTIALS',
  '40013': 'DINGTALK_CREDENTIALS',
  '40035': 'DINGTALK_CREDENTIALS',
  '40080': 'DINGTALK_CREDENTIALS',
  '40082': 'DINGTALK_CREDENTIALS',
  '40083': 'DINGTALK_CREDENTIALS',
  '40085': 'DINGTALK_CREDENTIALS',
  '40088': 'DINGTALK_CREDENTIALS',
  '40089': 'DINGTALK_CREDENTIALS',
  '40090': 'DINGTALK_CREDENTIALS',
  '40096': 'DINGTALK_CREDENTIALS',
  '41004': 'DINGTALK_CREDENTIALS',
  '41021': 'DINGTALK_CREDENTIALS',
  '41022': 'DINGTALK_CREDENTIALS',
  '41023': 'DINGTALK_CREDENTIALS',
  '41024': 'DINGTALK_CREDENTIALS',
  '41030': 'DINGTALK_CREDENTIALS',
  '48002': 'DINGTALK_CREDENTIALS',
  '48004': 'DINGTALK_CREDENTIALS',
  '50003': 'DINGTALK_CREDENTIALS',
  '50005': 'DINGTALK_CREDENTIALS',
  '52010': 'DINGTALK_CREDENTIALS',
  'forbidden.accessdenied.accesstokenpermissiondenied': 'DINGTALK_PERMISSION',
  'permissions.error': 'DINGTALK_PERMISSION',
  'permission.deny': 'DINGTALK_PERMISSION',
  apipermissiondenied: 'DINGTALK_PERMISSION',
  '60011': 'DINGTALK_PERMISSION',
  '400020': 'DINGTALK_PERMISSION',
  '50002': 'DINGTALK_CONTACT_SCOPE',
  '50004': 'DINGTALK_CONTACT_SCOPE',
  'forbidden.accessdenied.ipnotinwhitelist': 'DINGTALK_IP_NOT_ALLOWED',
  '60020': 'DINGTALK_IP_NOT_ALLOWED',
  'forbidden.accessdenied.apicountlimitfororg': 'DINGTALK_THROTTLED',
  'qps.exceed.limit': 'DINGTALK_THROTTLED',
  'request.often': 'DINGTALK_THROTTLED',
  'system.freq.limit': 'DINGTALK_THROTTLED',
  requesttoofast: 'DINGTALK_THROTTLED',
  '45009': 'DINGTALK_THROTTLED',
  '90001': 'DINGTALK_THROTTLED',
  '90002': 'DINGTALK_THROTTLED',
  '90003': 'DINGTALK_THROTTLED',
  '90004': 'DINGTALK_THROTTLED',
  '90005': 'DINGTALK_THROTTLED',
  '90006': 'DINGTALK_THROTTLED',
  '90007': 'DINGTALK_THROTTLED',
  '90008': 'DINGTALK_THROTTLED',
  '90009': 'DINGTALK_THROTTLED',
  '90010': 'DINGTALK_THROTTLED',
  '90011': 'DINGTALK_THROTTLED',
  '90012': 'DINGTALK_THROTTLED',
  '90013': 'DINGTALK_THROTTLED',
  '90014': 'DINGTALK_THROTTLED',
  '90017': 'DINGTALK_THROTTLED',
  '90018': 'DINGTALK_THROTTLED',
  '90020': 'DINGTALK_THROTTLED',
  invalidauthentication: 'DINGTALK_TOKEN_REJECTED',
  invalidtoken: 'DINGTALK_TOKEN_REJECTED',
  'accesstoken.expired': 'DINGTALK_TOKEN_REJECTED',
  'authenticationfailed.missingparameter': 'DINGTALK_TOKEN_REJECTED',
  '40000': 'DINGTALK_TOKEN_REJECTED',
  '40001': 'DINGTALK_TOKEN_REJECTED',
  '40014': 'DINGTALK_TOKEN_REJECTED',
  '41001': 'DINGTALK_TOKEN_REJECTED',
  '41003': 'DINGTALK_TOKEN_REJECTED',
  '42001': 'DINGTALK_TOKEN_REJECTED',
  '42002': 'DINGTALK_TOKEN_REJECTED',
  '42009': 'DINGTALK_TOKEN_REJECTED',
  '48003': 'DINGTALK_TOKEN_REJECTED',
  'invalidparameter.user.notfound': 'DINGTALK_NOT_FOUND',
  'invalidaction.notfound': 'DINGTALK_NOT_FOUND',
  '22': 'DINGTALK_NOT_FOUND',
  '404': 'DINGTALK_NOT_FOUND',
  '33012': 'DINGTALK_NOT_FOUND',
  '40003': 'DINGTALK_NOT_FOUND',
  '60003': 'DINGTALK_NOT_FOUND',
  '60111': 'DINGTALK_NOT_FOUND',
  '60120': 'DINGTALK_NOT_FOUND',
  '60121': 'DINGTALK_NOT_FOUND',
  '400023': 'DINGTALK_NOT_FOUND',
  unknownerror: 'DINGTALK_UNAVAILABLE',
  servicebusy: 'DINGTALK_UNAVAILABLE',
  systembusy: 'DINGTALK_UNAVAILABLE',
  'system.busy': 'DINGTALK_UNAVAILABLE',
  operationtimeout: 'DINGTALK_UNAVAILABLE',
  'service.timeout': 'DINGTALK_UNAVAILABLE',
  systemerror: 'DINGTALK_UNAVAILABLE',
  'system.error': 'DINGTALK_UNAVAILABLE',
  '-1': 'DINGTALK_UNAVAILABLE',
};

/** `Qps` and `Qpm` limits come in variants by app, suite, organization and API. */
const throttled = /^forbidden\.accessdenied\.qp[sm]limit/;

/** The gateway's envelope around a refusal of the service behind it. */
const wrapped = '88';

/** The body of the answer that a banned IP address gets instead of any other. */
const bannedStatus = '1111';

/**
 * Reads a refusal out of a JSON answer, whichever gateway it came from and however its keys are spelled;
 * `undefined` when the answer is none.
 */
export function readRefusal(status: number, json: unknown): Refusal | undefined {
  const fields = fieldsOf(json);
  if (!fields) return undefined;
  return readOldGateway(fields) ?? readNewGateway(status, fields) ?? readBan(fields);
}

/** DingTalk's id of the request, which its support asks for. */
export function requestIdOf(json: unknown): string | undefined {
  return text(fieldsOf(json)?.get('requestid'));
}

function readNewGateway(status: number, fields: Fields): Refusal | undefined {
  const providerCode = text(fields.get('code')) ?? text(fields.get('errorcode'));
  const providerMessage = text(fields.get('message')) ?? text(fields.get('errormsg'));
  if (providerCode === undefined || (status < 400 && providerMessage === undefined)) return undefined;
  const scopes = fieldsOf(fields.get('accessdenieddetail'))?.get('requiredscopes');
  return {
    code: classify(providerCode) ?? byStatus(status) ?? 'DINGTALK_REFUSED',
    providerCode,
    providerMessage,
    requestId: text(fields.get('requestid')),
    requiredScopes: Array.isArray(scopes) ? scopeNames(scopes) : undefined,
  };
}

function readOldGateway(fields: Fields): Refusal | undefined {
  const errcode = text(fields.get('errcode'));
  if (errcode === undefined || Number(errcode) === 0) return undefined;
  const errmsg = text(fields.get('errmsg'));
  const inner =
    errcode === wrapped ? (text(fields.get('subcode')) ?? submatch(errmsg, /subcode=(-?\d+)/i)) : undefined;
  const providerMessage = (inner && text(fields.get('submsg'))) || errmsg;
  return {
    code: classify(inner ?? errcode) ?? 'DINGTALK_REFUSED',
    providerCode: inner ?? errcode,
    providerMessage,
    requestId: text(fields.get('requestid')),
    // The names of permissions, unlike the sentence around them, are the same in every language.
    requiredScopes: scopeNames(submatch(providerMessage, /requiredScopes=\[([^\]]*)\]/i)?.split(',') ?? []),
  };
}

/** The old gateway's word for success: 0, or as a text in places, and nothing that merely resembles it. */
export function isSuccess({ errcode }: Readonly<Record<string, unknown>>): boolean {
  return errcode === 0 || errcode === '0';
}

function readBan(fields: Fields): Refusal | undefined {
  if (text(fields.get('status')) !== bannedStatus) return undefined;
  return { code: 'DINGTALK_THROTTLED', providerCode: bannedStatus };
}

/** What an HTTP status says by itself. 403 is no case: only the code tells what it means. */
export function byStatus(status: number): DingTalkErrorCode | undefined {
  if (status === 429) return 'DINGTALK_THROTTLED';
  if (status >= 500) return 'DINGTALK_UNAVAILABLE';
  return undefined;
}

/** Whether a code is one that DingTalk is known to give, whatever it means. */
export function isKnownCode(providerCode: string): boolean {
  return classify(providerCode) !== undefined;
}

function classify(providerCode: string): DingTalkErrorCode | undefined {
  const word = providerCode.toLowerCase();
  if (Object.hasOwn(codes, word)) return codes[word];
  return throttled.test(word) ? 'DINGTALK_THROTTLED' : undefined;
}

type Fields = ReadonlyMap<string, unknown>;

/** The names that matter to a refusal. */
const read: ReadonlySet<string> = new Set([
  ...['code', 'errorcode', 'message', 'errormsg', 'requestid', 'accessdenieddetail', 'requiredscopes'],
  ...['errcode', 'errmsg', 'subcode', 'submsg', 'status'],
]);

/** Those of an object's fields that matter, under lower-case names without underscores: DingTalk's SDKs and proxies re-case them. */
function fieldsOf(json: unknown): Fields | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const fields = new Map<string, unknown>();
  for (const name of Object.keys(json)) {
    const lower = name.toLowerCase();
    const plain = lower.includes('_') ? lower.replaceAll('_', '') : lower;
    if (read.has(plain)) fields.set(plain, (json as Record<string, unknown>)[name]);
  }
  return fields;
}

/** A code or text: DingTalk writes numbers with and without quotes. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function submatch(value: string | undefined, pattern: RegExp): string | undefined {
  return value?.match(pattern)?.[1];
}

function scopeNames(values: readonly unknown[]): string[] | undefined {
  const names = values
    .filter((value) => typeof value === 'string')
    .map((value) => value.trim())
    .filter((value) => /^[\w.:-]{1,100}$/.test(value))
    .slice(0, 20);
  return names.length ? names : undefined;
}
