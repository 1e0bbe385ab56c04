import { check, invalid } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/option-names.js';
import { type DingTalkClientOptions, sharedTransportNames } from '../dingtalk/options.js';
import {
  type DingTalkDirectoryOptions,
  type DirectorySettings,
  directoryOptionNames,
  readDirectoryOptions,
} from '../organization/options.js';

/** Options of {@link DingTalkInAppStrategy}. */
export interface DingTalkInAppStrategyOptions
  extends Omit<DingTalkClientOptions, 'tokenURL' | 'userProfileURL' | 'preconnect'>,
    DingTalkDirectoryOptions {
  /**
   * The organization to use when a page posts no `corpId`. Without `allowedCorpIds`, only its members may sign in.
   * @defaultValue the only one of `allowedCorpIds`; without those, the organization that the app belongs to
   */
  corpId?: string | undefined;
  /** Always the case: DingTalk gives in-app codes to members only. */
  membership?: 'required' | undefined;
  /**
   * Other origins whose pages may post a code, such as `https://m.example.com`. Your application has to send the CORS
   * headers that they need.
   * @defaultValue only the application's own origin
   */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * Trusts `X-Forwarded-Proto` and `-Host` to determine the application's own origin, for browsers that don't send
   * `Sec-Fetch-Site`. Express's `trust proxy` has the same effect.
   * @defaultValue `false`
   */
  proxy?: boolean | undefined;
  /** Passes the request to `verify` as its first argument. @defaultValue `false` */
  passReqToCallback?: false | undefined;
}

/** {@link DingTalkInAppStrategyOptions} for a `verify` that takes the request first. */
export interface DingTalkInAppStrategyOptionsWithRequest
  extends Omit<DingTalkInAppStrategyOptions, 'passReqToCallback'> {
  /** Passes the request to `verify` as its first argument. */
  passReqToCallback: true;
}

const inAppOptionNames: Names<DingTalkInAppStrategyOptions> = {
  ...sharedTransportNames,
  ...directoryOptionNames,
  clientID: true,
  clientSecret: true,
  corpId: true,
  allowedOrigins: true,
  proxy: true,
  passReqToCallback: true,
};

export interface InAppSettings {
  directory: DirectorySettings;
  corpId: string | undefined;
  /** Whether DingTalk or the application confirms the corpId that a page posts. */
  confirmsCorpId: boolean;
  allowedOrigins: readonly string[];
  proxy: boolean;
  passReqToCallback: boolean;
}

export function readInAppOptions(options: DingTalkInAppStrategyOptions): InAppSettings {
  refuseUnknown(options, inAppOptionNames);
  const { optional, flag, text } = check;
  const corpId = optional(text, 'corpId', options.corpId);
  const directory = readDirectoryOptions({
    ...options,
    allowedCorpIds: options.allowedCorpIds ?? (corpId === undefined ? undefined : [corpId]),
  });
  const allowed = directory.allowedCorpIds ?? [];
  if (corpId !== undefined && !allowed.includes(corpId)) {
    throw invalid('corpId', 'one of `allowedCorpIds`', corpId);
  }
  return Object.freeze({
    directory,
    corpId: corpId ?? (allowed.length === 1 ? allowed[0] : undefined),
    // The application's own token may belong to any organization.
    confirmsCorpId: !directory.appToken || directory.allowedCorpIds !== undefined,
    allowedOrigins: readOrigins(options.allowedOrigins ?? []),
    proxy: optional(flag, 'proxy', options.proxy) ?? false,
    passReqToCallback: optional(flag, 'passReqToCallback', options.passReqToCallback) ?? false,
  });
}

function readOrigins(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw invalid('allowedOrigins', 'a list of origins', value);
  return Object.freeze(value.map((origin, index) => check.origin(`allowedOrigins[${index}]`, origin)));
}
