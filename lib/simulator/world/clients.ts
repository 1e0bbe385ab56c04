import { isIP } from 'node:net';
import {
  flag,
  identifier,
  invalid,
  list,
  type Names,
  object,
  optionalText,
  orElse,
  text,
  texts,
} from './checks.js';
import { ROOT_DEPARTMENT, readId } from './departments.js';

/**
 * One app registered with the simulated DingTalk: what its developer set up in the console.
 * @example
 * ```ts
 * import type { SimulatorClient } from 'passport-dingtalk-oauth2/simulator';
 *
 * export const shop: SimulatorClient = {
 *   clientId: 'dingshop',
 *   clientSecret: 'any-text',
 *   redirectUrls: ['http://localhost:3000/auth/dingtalk/callback'],
 * };
 * ```
 */
export interface SimulatorClient {
  /** Client ID, formerly AppKey or SuiteKey: of your choice, unique among `clients`, the app's `clientID`. */
  clientId: string;
  /** Client Secret, formerly AppSecret or SuiteSecret: any text, the app's `clientSecret`. */
  clientSecret: string;
  /**
   * The 重定向URL list of the console, absolute `http:` or `https:` URLs without a fragment. An authorization
   * request that names any other, even by one character, is refused.
   */
  redirectUrls: readonly string[];
  /**
   * The admin page (管理后台地址), which the admin console opens with `code` appended. Absolute, `http:` or
   * `https:`, without a fragment. @defaultValue none
   */
  adminUrl?: string | undefined;
  /**
   * The app's name, as the consent page and the admin console show it: one, or one for each of their languages.
   * @defaultValue the client ID
   */
  name?: string | Readonly<Record<'en' | 'zh-CN', string>> | undefined;
  /**
   * Permissions granted to the app. Without the one a call needs it is refused; without the one a field needs the
   * field is absent:
   * - `Contact.User.Read`: contact/users/me (403)
   * - `Contact.User.mobile`: its `mobile` and `stateCode`
   * - `qyapi_get_member`: getbyunionid and user/get (60011)
   * - `qyapi_get_department_list`: department/get (60011)
   * - `qyapi_get_omp_sso_userinfo`: ssoUserInfo (403)
   * - `fieldEmail` (邮箱等个人信息): `email` of user/get
   * - `fieldMobile` (企业员工手机号信息): `mobile` of user/get
   * @defaultValue all of these
   */
  permissions?: readonly string[] | undefined;
  /**
   * The organization that an internal app belongs to: its app tokens see that organization and no other. Not for
   * a third-party app. @defaultValue the first organization
   */
  corpId?: string | undefined;
  /**
   * A third-party enterprise app is shown masked mobile numbers by contact/users/me, and no mobile and no e-mail
   * by user/get. It gets app tokens for the organizations in `authorizedCorpIds` only, by corpId.
   * @defaultValue false
   */
  thirdParty?: boolean | undefined;
  /** corpIds of the organizations that installed a third-party app. @defaultValue none */
  authorizedCorpIds?: readonly string[] | undefined;
  /**
   * The ticket that was pushed to a third-party app last: what corpAccessToken wants to see.
   * @defaultValue none was pushed, and every one is refused
   */
  suiteTicket?: string | undefined;
  /**
   * The 服务器出口IP list: calls with one of the app's tokens from any other address are refused, with 403 by the
   * new gateway and 60020 by the old one. Fetching a token is not a call with a token. On one machine a client
   * can come from 127.0.0.1, 127.0.0.2 and so on. @defaultValue every address may call
   */
  allowedIps?: readonly string[] | undefined;
  /**
   * The contact scope (通讯录接口权限范围): what of the organization the app may see, by departments, those below them
   * included, and by single people. auth/scopes tells it; user/get answers 50002 for others, department/get 50004.
   * @defaultValue the whole organization
   */
  contactScope?: SimulatorContactScope | undefined;
  /** An app whose version was never published has credentials that do not work. @defaultValue true */
  published?: boolean | undefined;
}

/** What of an organization an app may see: `{ departmentIds: [100], userIds: ['tea-001'] }`; `{}` is nobody. */
export interface SimulatorContactScope {
  /** Departments, with all below them; 1 is the whole organization. @defaultValue none */
  departmentIds?: readonly number[] | undefined;
  /** userIds of single people. @defaultValue none */
  userIds?: readonly string[] | undefined;
}

const PERMISSIONS = [
  'Contact.User.Read',
  'Contact.User.mobile',
  'qyapi_get_member',
  'qyapi_get_department_list',
  'qyapi_get_omp_sso_userinfo',
  'fieldEmail',
  'fieldMobile',
];

type Required = 'clientId' | 'clientSecret' | 'redirectUrls' | 'permissions' | 'thirdParty' | 'published';

/** A client with nothing left open. */
export type Client = Readonly<{ [Key in Required]-?: NonNullable<SimulatorClient[Key]> }> & {
  readonly name: Readonly<Record<'en' | 'zh-CN', string>>;
  /** The organizations it gets app tokens for: an internal app's own, or those that installed a third-party app. */
  readonly corpIds: readonly string[];
  readonly adminUrl: string | undefined;
  readonly suiteTicket: string | undefined;
  readonly allowedIps: readonly string[] | undefined;
  readonly contactScope: ContactScope;
};

/** {@link SimulatorContactScope} with nothing left open. */
export interface ContactScope {
  readonly departmentIds: readonly number[];
  readonly userIds: readonly string[];
}

export function readClient(
  value: unknown,
  name: string,
  organizations: ReadonlyMap<string, unknown>,
): Client {
  const given = object(value, name, {
    clientId: true,
    clientSecret: true,
    redirectUrls: true,
    adminUrl: true,
    name: true,
    permissions: true,
    corpId: true,
    thirdParty: true,
    authorizedCorpIds: true,
    suiteTicket: true,
    allowedIps: true,
    contactScope: true,
    published: true,
  } satisfies Names<SimulatorClient>);
  const clientId = identifier(given.clientId, `${name}.clientId`);
  const redirectUrls = texts(given.redirectUrls, `${name}.redirectUrls`);
  for (const [index, url] of redirectUrls.entries()) {
    if (!isRedirectUrl(url)) {
      throw invalid(
        `${name}.redirectUrls[${index}]`,
        'be an absolute http: or https: URL without a fragment',
      );
    }
  }
  const adminUrl = optionalText(given.adminUrl, `${name}.adminUrl`);
  if (adminUrl !== undefined && !isRedirectUrl(adminUrl)) {
    throw invalid(`${name}.adminUrl`, 'be an absolute http: or https: URL without a fragment');
  }
  const thirdParty = flag(given.thirdParty, `${name}.thirdParty`, false);
  for (const key of thirdParty ? ['corpId'] : ['authorizedCorpIds', 'suiteTicket']) {
    if (given[key] !== undefined) {
      throw invalid(`${name}.${key}`, `not be given for ${thirdParty ? 'a third-party' : 'an internal'} app`);
    }
  }
  return {
    clientId,
    clientSecret: text(given.clientSecret, `${name}.clientSecret`),
    redirectUrls,
    adminUrl,
    name: readName(orElse(given.name, clientId), `${name}.name`),
    permissions: texts(orElse(given.permissions, PERMISSIONS), `${name}.permissions`),
    thirdParty,
    corpIds: thirdParty
      ? readAuthorized(orElse(given.authorizedCorpIds, []), `${name}.authorizedCorpIds`, organizations)
      : readOwn(given.corpId, `${name}.corpId`, organizations),
    suiteTicket: optionalText(given.suiteTicket, `${name}.suiteTicket`),
    allowedIps: given.allowedIps === undefined ? undefined : readIps(given.allowedIps, `${name}.allowedIps`),
    contactScope: readContactScope(
      orElse(given.contactScope, { departmentIds: [ROOT_DEPARTMENT] }),
      `${name}.contactScope`,
    ),
    published: flag(given.published, `${name}.published`, true),
  };
}

/** Whether the app's IP list, if it has one, lets calls from `address` through. */
export function mayCallFrom(client: Client, address: string): boolean {
  return client.allowedIps?.includes(address) ?? true;
}

function readName(value: unknown, name: string): Client['name'] {
  if (typeof value !== 'object') return { en: text(value, name), 'zh-CN': text(value, name) };
  const given = object(value, name, { en: true, 'zh-CN': true });
  return { en: text(given.en, `${name}.en`), 'zh-CN': text(given['zh-CN'], `${name}.zh-CN`) };
}

function isRedirectUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !url.includes('#');
}

function readOwn(
  value: unknown,
  name: string,
  organizations: ReadonlyMap<string, unknown>,
): readonly string[] {
  if (value === undefined) return [...organizations.keys()].slice(0, 1);
  return [knownCorpId(text(value, name), name, organizations)];
}

function readAuthorized(
  value: unknown,
  name: string,
  organizations: ReadonlyMap<string, unknown>,
): readonly string[] {
  return texts(value, name).map((corpId, index) => knownCorpId(corpId, `${name}[${index}]`, organizations));
}

function knownCorpId(corpId: string, name: string, organizations: ReadonlyMap<string, unknown>): string {
  if (!organizations.has(corpId)) {
    throw invalid(name, `name one of the organizations, which "${corpId}" is not`);
  }
  return corpId;
}

function readContactScope(value: unknown, name: string): ContactScope {
  const given = object(value, name, {
    departmentIds: true,
    userIds: true,
  } satisfies Names<SimulatorContactScope>);
  const departmentIds = list(orElse(given.departmentIds, []), `${name}.departmentIds`);
  return Object.freeze({
    departmentIds: departmentIds.map((id, index) => readId(id, `${name}.departmentIds[${index}]`)),
    userIds: texts(orElse(given.userIds, []), `${name}.userIds`),
  });
}

function readIps(value: unknown, name: string): readonly string[] {
  const addresses = texts(value, name);
  for (const [index, address] of addresses.entries()) {
    if (isIP(address) === 0) throw invalid(`${name}[${index}]`, 'be an IP address');
  }
  return addresses;
}
