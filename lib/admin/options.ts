import { check } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/known-options.js';
import {
  type DingTalkTransportOptions,
  readTransportOptions,
  transportOptionNames,
} from '../dingtalk/options.js';
import type { SsoSettings } from '../dingtalk/sso-client.js';
import { type DingTalkDirectoryOptions, directoryOptionNames, readCorpIds } from '../organization/options.js';
import { type DingTalkSharedStore, readStore } from '../organization/store.js';

interface AdminOptionsBase
  extends Omit<DingTalkTransportOptions, 'tokenURL' | 'userProfileURL' | 'preconnect'> {
  /**
   * The organization that the SSO secret is of, and whose administrators may come in. A third-party app's (ISV) is its
   * provider's own; see `allowedCorpIds`.
   */
  corpId: string;
  /** The organization's SSO secret (SSOSecret), which the developer console shows beside its corpId. */
  ssoSecret: string;
  /**
   * The organizations whose administrators may come in: for a third-party app, those that installed it.
   * @defaultValue `corpId` alone
   */
  allowedCorpIds?: readonly string[] | undefined;
  /**
   * Lets people in whom DingTalk's console sent here and who are no administrators; `profile.isAdmin` tells.
   * @defaultValue `false`
   */
  allowNonAdmins?: boolean | undefined;
  /**
   * Where processes share the organization's token, which may be where they share app tokens.
   * @defaultValue the memory of this process
   */
  appTokenStore?: DingTalkSharedStore | undefined;
}

/**
 * Options of {@link DingTalkAdminStrategy}.
 * @experimental
 */
export interface DingTalkAdminStrategyOptions extends AdminOptionsBase {
  /** Passes the request to `verify` as its first argument. @defaultValue `false` */
  passReqToCallback?: false | undefined;
}

/**
 * {@link DingTalkAdminStrategyOptions} for a `verify` that takes the request first.
 * @experimental
 */
export interface DingTalkAdminStrategyOptionsWithRequest extends AdminOptionsBase {
  /** Passes the request to `verify` as its first argument. */
  passReqToCallback: true;
}

const {
  tokenURL: _tokenURL,
  userProfileURL: _userProfileURL,
  preconnect: _preconnect,
  ...reachOptionNames
} = transportOptionNames;

const adminOptionNames: Names<DingTalkAdminStrategyOptions> = {
  ...reachOptionNames,
  corpId: true,
  ssoSecret: true,
  allowedCorpIds: true,
  allowNonAdmins: true,
  appTokenStore: true,
  passReqToCallback: true,
};

/** What decides who comes in, and what does so for the other doors. */
export const decisiveOptionNames: Names<
  DingTalkDirectoryOptions & Pick<AdminOptionsBase, 'corpId' | 'allowNonAdmins'>
> = { ...directoryOptionNames, corpId: true, allowNonAdmins: true };

/** {@link DingTalkAdminStrategyOptions}, checked and completed. */
export interface AdminSettings extends SsoSettings {
  allowedCorpIds: readonly string[];
  allowNonAdmins: boolean;
  passReqToCallback: boolean;
  appTokenStore: DingTalkSharedStore | undefined;
}

/** @throws TypeError naming the option that is missing, malformed or unknown */
export function readAdminOptions(
  options: DingTalkAdminStrategyOptions | DingTalkAdminStrategyOptionsWithRequest,
): AdminSettings {
  refuseUnknown(options, adminOptionNames);
  const { optional, flag, text } = check;
  const transport = readTransportOptions(options);
  const corpId = text('corpId', options.corpId);
  return Object.freeze({
    ...transport,
    corpId,
    allowedCorpIds: readCorpIds(options.allowedCorpIds) ?? [corpId],
    ssoSecret: text('ssoSecret', options.ssoSecret),
    allowNonAdmins: optional(flag, 'allowNonAdmins', options.allowNonAdmins) ?? false,
    appTokenStore: readStore('appTokenStore', options.appTokenStore),
    passReqToCallback: optional(flag, 'passReqToCallback', options.passReqToCallback) ?? false,
  });
}
