import {
  DingTalkAdminStrategy,
  DingTalkInAppStrategy,
  DingTalkStrategy,
  type DingTalkVerifyWithParams,
} from 'passport-dingtalk-oauth2';
import { type Account, accountFrom, accountFromAdmin } from './account.js';
import type { AppConfig } from './config.js';
import { CALLBACK_PATH } from './paths.js';
import { tokensFrom } from './tokens.js';

/** The link and the QR code, which end at the same callback. */
export function browserStrategy(config: AppConfig): DingTalkStrategy {
  const verify: DingTalkVerifyWithParams = (accessToken, refreshToken, params, profile, done) => {
    done(null, admitted(config, accountFrom(profile, 'browser')), {
      tokens: tokensFrom({ accessToken, refreshToken, expiresIn: params.expires_in }),
    });
  };
  // A path is completed from each request, so that it fits whichever name of ours the visitor typed.
  const callbackURL = `${config.publicUrl ?? ''}${CALLBACK_PATH}`;
  return new DingTalkStrategy({ ...config.dingtalk, callbackURL }, verify);
}

/** Pages that are opened inside DingTalk. */
export function inAppStrategy(config: AppConfig): DingTalkInAppStrategy {
  // No page posts a code without corpId here, so that a list of several organizations needs no other word.
  const { allowedCorpIds, scope: _scope, ...settings } = config.dingtalk;
  const only = allowedCorpIds ? { allowedCorpIds } : { corpId: config.organization?.corpId };
  return new DingTalkInAppStrategy({ ...settings, ...only }, (profile, done) =>
    done(null, admitted(config, accountFrom(profile, 'in-app'))),
  );
}

/** The admin page, opened from DingTalk's admin console; `ssoSecret` is the organization's. */
export function adminStrategy(config: AppConfig, ssoSecret: string, corpId: string): DingTalkAdminStrategy {
  const { region, origins, timeoutMs } = config.dingtalk;
  return new DingTalkAdminStrategy({ region, origins, timeoutMs, corpId, ssoSecret }, (profile, done) =>
    done(null, admitted(config, accountFromAdmin(profile))),
  );
}

/** The account, or `false` for somebody whom the app does not let in. */
function admitted({ mayEnter }: AppConfig, account: Account): Account | false {
  return mayEnter && !mayEnter(account) ? false : account;
}
