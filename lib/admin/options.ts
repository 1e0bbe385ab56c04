import { check } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/option-names.js';
import {
  readTransportOptions,
  type SharedTransportOptions,
  sharedTransportNames,
} from '../dingtalk/options.js';
import type { SsoSettings } from '../dingtalk/sso-client.js';
import { readCorpIds } from '../organization/options.js';
import { type DingTalkSharedStore, readStore } from '../organization/store.js';

/** Options of {@link DingTalkAdminStrategy}. @experimental */
export interface DingTalkAdminStrategyOptions extends SharedTransportOptions {
  /**
   * The organization that the SSO secret belongs to, and whose administrators may sign in. For a third-party app (ISV),
   * the provider's own organization; see `allowedCorpIds`.
   */
  corpId: string;
  /** The organization's SSO secret (SSOSecret), which the developer console shows with its corpId. */
  ssoSecret: string;
  /**
   * The organizations whose administrators may sign in: for a third-party app, those that installed it.
   * @defaultValue only `corpId`
   */
  allowedCorpIds?: readonly string[] | undefined;
  /**
   * Also lets in users of DingTalk's admin console who are not administrators; check `profile.isAdmin`.
   * @defaultValue `false`
   */
  allowNonAdmins?: boolean | undefined;
  /**
   * Shares the organization's token between processes. It may be the store of the app tokens.
   * @defaultValue the memory of this process
   */
  appTokenStore?: DingTalkSharedStore | undefined;
  /** Passes the request to `verify` as its first argument. @defaultValue `false` */
  passReqToCallback?: false | undefined;
}

/** {@link DingTalkAdminStrategyOptions} for a `verify` that takes the request first. @experimental */
export interface DingTalkAdminStrategyOptionsWithRequest
  extends Omit<DingTalkAdminStrategyOptions, 'passReqToCallback'> {
  /** Passes the request to `verify` as its first argument. */
  passReqToCallback: true;
}

const adminOptionNames: Names<DingTalkAdminStrategyOptions> = {
  ...sharedTransportNames,
  corpId: true,
  ssoSecret: true,
  allowedCorpIds: true,
  allowNonAdmins: true,
  appTokenStore: true,
  passReqToCallback: true,
};

export interface AdminSettings extends SsoSettings {
  allowedCorpIds: readonly string[];
  allowNonAdmins: boolean;
  passReqToCallback: boolean;
  appTokenStore: DingTalkSharedStore | undefined;
}

export function readAdminOptions(options: DingTalkAdminStrategyOptions): AdminSettings {
  refuseUnknown(options, adminOptionNames);
  const { optional, flag, text } = check;
  const corpId = text('corpId', options.corpId);
  return Object.freeze({
    ...readTransportOptions(options),
    corpId,
    allowedCorpIds: readCorpIds(options.allowedCorpIds) ?? [corpId],
    ssoSecret: text('ssoSecret', options.ssoSecret),
    allowNonAdmins: optional(flag, 'allowNonAdmins', options.allowNonAdmins) ?? false,
    appTokenStore: readStore('appTokenStore', options.appTokenStore),
    passReqToCallback: optional(flag, 'passReqToCallback', options.passReqToCallback) ?? false,
  });
}
