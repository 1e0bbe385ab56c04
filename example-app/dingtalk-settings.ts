import type { DingTalkStrategyOptions } from 'passport-dingtalk-oauth2';
import { ConfigError } from './config-error.js';

/** Where DingTalk is, as which app to sign in there, who may come in and what to learn about them. */
export type DingTalkSettings = Pick<
  DingTalkStrategyOptions,
  | 'clientID'
  | 'clientSecret'
  | 'region'
  | 'scope'
  | 'origins'
  | 'timeoutMs'
  | 'allowedCorpIds'
  | 'membership'
  | 'staff'
>;

/** What the doors besides the link need to know about the organization. */
export interface OrganizationSettings {
  corpId: string;
  /** Opens the admin page; there is none when absent. */
  ssoSecret?: string | undefined;
}

/** What the environment says about DingTalk. */
export interface DingTalkEnvironment extends Omit<DingTalkSettings, 'clientID' | 'clientSecret'> {
  /** Absent when none are set: the simulator steps in. */
  credentials: Pick<DingTalkSettings, 'clientID' | 'clientSecret'> | undefined;
  organization: OrganizationSettings | undefined;
}

/**
 * Reads the settings whose names begin with `DINGTALK_`.
 * @throws ConfigError
 */
export function readDingTalk(read: (name: string) => string | undefined): DingTalkEnvironment {
  const credentials = readCredentials(read('DINGTALK_CLIENT_ID'), read('DINGTALK_CLIENT_SECRET'));
  // The real DingTalk wants permissions for the staff record, the simulator grants them.
  const staff = readSwitch('DINGTALK_STAFF', read('DINGTALK_STAFF')) ?? credentials === undefined;
  return {
    credentials,
    organization: readOrganization(read('DINGTALK_CORP_ID'), read('DINGTALK_SSO_SECRET')),
    scope: read('DINGTALK_SCOPE') ?? 'openid corpid',
    region: readRegion(read('DINGTALK_REGION')),
    allowedCorpIds: readList('DINGTALK_ALLOWED_CORP_IDS', read('DINGTALK_ALLOWED_CORP_IDS')),
    membership: readMembership(read('DINGTALK_MEMBERSHIP')),
    staff: staff && { departments: true },
  };
}

function readCredentials(clientID?: string, clientSecret?: string): DingTalkEnvironment['credentials'] {
  if (clientID && clientSecret) return { clientID, clientSecret };
  if (!clientID && !clientSecret) return undefined;
  const [set, missing] = clientID ? ['CLIENT_ID', 'CLIENT_SECRET'] : ['CLIENT_SECRET', 'CLIENT_ID'];
  throw new ConfigError(
    `DINGTALK_${set} is set but DINGTALK_${missing} is not. Set both to sign in at DingTalk, or neither to use the simulator.`,
  );
}

function readOrganization(corpId?: string, ssoSecret?: string): OrganizationSettings | undefined {
  if (corpId) return { corpId, ssoSecret };
  if (ssoSecret) throw new ConfigError('DINGTALK_SSO_SECRET needs DINGTALK_CORP_ID beside it.');
  return undefined;
}

function readRegion(value?: string): DingTalkSettings['region'] {
  if (value === undefined || value === 'cn' || value === 'intl') return value;
  throw new ConfigError(`DINGTALK_REGION must be "cn" or "intl", not "${value}".`);
}

function readMembership(value?: string): DingTalkSettings['membership'] {
  if (value === undefined || value === 'required') return value;
  throw new ConfigError(`DINGTALK_MEMBERSHIP must be "required" or empty, not "${value}".`);
}

function readSwitch(name: string, value?: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ConfigError(`${name} must be "true" or "false", not "${value}".`);
}

function readList(name: string, value?: string): string[] | undefined {
  if (value === undefined) return undefined;
  const entries = value.split(',').map((entry) => entry.trim());
  // Better no start than a list that lets in other people than somebody thinks.
  if (entries.includes('')) throw new ConfigError(`${name} has an empty entry: "${value}".`);
  return entries;
}
