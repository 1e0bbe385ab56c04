import { byStatus, classify, type DingTalkErrorCode } from './error-codes.js';

/** A refusal of either gateway. */
export interface Refusal {
  code: DingTalkErrorCode;
  providerCode?: string | undefined;
  providerMessage?: string | undefined;
  requestId?: string | undefined;
  requiredScopes?: string[] | undefined;
}

/** The old gateway's code around a code of the service behind it. */
const wrapped = '88';

/** The status in the body that a banned IP address gets. */
const banned = '1111';

/** Longer texts are cut before they are searched. DingTalk's have less than a tenth of it. */
const longestText = 4000;

/** Reads a refusal of either gateway, however its keys are spelled; `undefined` for any other answer. */
export function readRefusal(status: number, json: unknown): Refusal | undefined {
  const fields = fieldsOf(json);
  if (!fields) return undefined;
  return readOldGateway(fields) ?? readNewGateway(status, fields) ?? readBan(fields);
}

/** DingTalk's id of the request, which its support asks for. */
export function requestIdOf(json: unknown): string | undefined {
  return text(fieldsOf(json)?.get('requestid'));
}

/** Whether the old gateway reports success: 0, as a number or a text. */
export function isSuccess({ errcode }: Readonly<Record<string, unknown>>): boolean {
  return errcode === 0 || errcode === '0';
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
  const inner = errcode === wrapped ? (text(fields.get('subcode')) ?? subcodeIn(errmsg)) : undefined;
  const providerMessage = (inner && text(fields.get('submsg'))) || errmsg;
  return {
    code: classify(inner ?? errcode) ?? 'DINGTALK_REFUSED',
    providerCode: inner ?? errcode,
    providerMessage,
    requestId: text(fields.get('requestid')),
    requiredScopes: scopeNames(scopesIn(providerMessage)),
  };
}

function readBan(fields: Fields): Refusal | undefined {
  if (text(fields.get('status')) !== banned) return undefined;
  return { code: 'DINGTALK_THROTTLED', providerCode: banned };
}

function subcodeIn(errmsg: string | undefined): string | undefined {
  return errmsg?.match(/subcode=(-?\d{1,10})/i)?.[1];
}

/** Reads the names of permissions, which are the same in every language. */
function scopesIn(message = ''): string[] {
  const begin = 'requiredScopes=[';
  const at = message.indexOf(begin);
  const end = message.indexOf(']', at);
  return at < 0 || end < 0 ? [] : message.slice(at + begin.length, end).split(',');
}

type Fields = ReadonlyMap<string, unknown>;

/** The fields by their names in lower case, as DingTalk's SDKs and proxies change the case. */
function fieldsOf(json: unknown): Fields | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const fields = new Map<string, unknown>();
  for (const name of Object.keys(json)) {
    fields.set(name.toLowerCase().replaceAll('_', ''), (json as Record<string, unknown>)[name]);
  }
  return fields;
}

/** A code or text: DingTalk writes numbers with and without quotes. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  // Stryker disable next-line MethodExpression: only saves time
  return typeof value === 'string' && value !== '' ? value.slice(0, longestText) : undefined;
}

function scopeNames(values: readonly unknown[]): string[] | undefined {
  const names: string[] = [];
  for (const value of values) {
    const name = typeof value === 'string' ? value.trim() : '';
    if (/^[\w.:-]{1,100}$/.test(name)) names.push(name);
    if (names.length === 20) break;
  }
  return names.length ? names : undefined;
}
