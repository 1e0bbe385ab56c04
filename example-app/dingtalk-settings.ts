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
  /** Address of a simulator that runs by itself. */
  simulator: string | undefined;
}

/**
 * Reads the settings whose names begin with `DINGTALK_`.
 * @throws ConfigError
 */
export function readDingTalk(read: (name: string) => string | undefined): DingTalkEnvironment {
  const credentials = readCredentials(read('DINGTALK_CLIENT_ID'), read('DINGTALK_CLIENT_SECRET'));
  const simulator = readSimulator(read('DINGTALK_SIMULATOR'), credentials);
  // The real DingTalk wants permissions for the staff record, the simulator grants them.
  const isSimulated = credentials === undefined || simulator !== undefined;
  const staff = readSwitch('DINGTALK_STAFF', read('DINGTALK_STAFF')) ?? isSimulated;
  const region = readRegion(read('DINGTALK_REGION'));
  return {
    credentials,
    organization: readOrganization(read('DINGTALK_CORP_ID'), read('DINGTALK_SSO_SECRET')),
    scope: read('DINGTALK_SCOPE') ?? 'openid corpid',
    simulator,
    origins: simulator === undefined ? undefined : { login: simulator, api: simulator, oapi: simulator },
    // The simulator has no second region.
    region: isSimulated ? undefined : region,
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

function readSimulator(
  value: string | undefined,
  credentials: DingTalkEnvironment['credentials'],
): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isHere = url && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (!isHere || url.protocol !== 'http:' || url.href !== `${url.origin}/`) {
    throw new ConfigError(
      `DINGTALK_SIMULATOR must be an address on this machine like http://127.0.0.1:8080, not "${value}".`,
    );
  }
  if (credentials) return url.origin;
  throw new ConfigError(
    'DINGTALK_SIMULATOR needs the DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET that the simulator prints. Without all three the app starts a simulator of its own.',
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
