import { isIP } from 'node:net';
import type { SimulatorClient } from '../types.js';
import { flag, identifier, invalid, object, optionalText, text, texts } from './checks.js';

const PERMISSIONS = [
  'Contact.User.Read',
  'Contact.User.mobile',
  'qyapi_get_member',
  'qyapi_get_department_list',
  'qyapi_get_omp_sso_userinfo',
  'fieldEmail',
  'fieldMobile',
];

type Required =
  | 'clientId'
  | 'clientSecret'
  | 'redirectUrls'
  | 'name'
  | 'permissions'
  | 'thirdParty'
  | 'published';

/** A client with nothing left open. */
export type Client = Readonly<{ [Key in Required]-?: NonNullable<SimulatorClient[Key]> }> & {
  /** The organizations it gets app tokens for: an internal app's own, or those that installed a third-party app. */
  readonly corpIds: readonly string[];
  readonly adminUrl: string | undefined;
  readonly suiteTicket: string | undefined;
  readonly allowedIps: readonly string[] | undefined;
};

export function readClient(
  value: unknown,
  name: string,
  organizations: ReadonlyMap<string, unknown>,
): Client {
  const given = object(value, name, [
    'clientId',
    'clientSecret',
    'redirectUrls',
    'adminUrl',
    'name',
    'permissions',
    'corpId',
    'thirdParty',
    'authorizedCorpIds',
    'suiteTicket',
    'allowedIps',
    'published',
  ]);
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
    name: optionalText(given.name, `${name}.name`) ?? clientId,
    permissions: texts(given.permissions ?? PERMISSIONS, `${name}.permissions`),
    thirdParty,
    corpIds: thirdParty
      ? readAuthorized(given.authorizedCorpIds ?? [], `${name}.authorizedCorpIds`, organizations)
      : readOwn(given.corpId, `${name}.corpId`, organizations),
    suiteTicket: optionalText(given.suiteTicket, `${name}.suiteTicket`),
    allowedIps: given.allowedIps === undefined ? undefined : readIps(given.allowedIps, `${name}.allowedIps`),
    published: flag(given.published, `${name}.published`, true),
  };
}

/** Whether the app's IP list, if it has one, lets calls from `address` through. */
export function mayCallFrom(client: Client, address: string): boolean {
  return client.allowedIps?.includes(address) ?? true;
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

function readIps(value: unknown, name: string): readonly string[] {
  const addresses = texts(value, name);
  for (const [index, address] of addresses.entries()) {
    if (isIP(address) === 0) throw invalid(`${name}[${index}]`, 'be an IP address');
  }
  return addresses;
}
