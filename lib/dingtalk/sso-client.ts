import { Caller } from './call.js';
import { accessTokenHeader, ssoAccessTokenPath, ssoUserInfoPath } from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import type { TransportSettings } from './options.js';
import { type DingTalkAdmin, type DingTalkAppToken, readAdmin } from './readers.js';
import { fetchToken } from './requests.js';

/** Options of {@link SsoClient}, checked. */
export interface SsoSettings extends TransportSettings {
  corpId: string;
  ssoSecret: string;
}

/** DingTalk's API for sign-in from the admin console, which is called by an organization, not by an app. */
export class SsoClient {
  readonly #caller: Caller<SsoSettings>;

  constructor(settings: SsoSettings) {
    this.#caller = new Caller(settings, { secrets: [settings.ssoSecret] });
  }

  /**
   * The organization's token for {@link userInfo}.
   * @see {@link https://open.dingtalk.com/document/development/obtain-the-access-token-of-the-micro-application-background-without-log-on}
   */
  async accessToken(): Promise<DingTalkAppToken> {
    const { corpId: corpid, ssoSecret } = this.#caller.settings;
    const operation = 'fetching the token of the admin console';
    const body = { corpid, ssoSecret };
    return fetchToken(this.#caller, operation, ssoAccessTokenPath, body).catch((error: unknown) => {
      if (!isDingTalkError(error) || error.code !== 'DINGTALK_CREDENTIALS') throw error;
      // The usual text for this code is about an app.
      const detail =
        'here: corpId and ssoSecret, which the console shows under the organization’s own credentials';
      throw new DingTalkError(error.code, { ...error, operation, detail });
    });
  }

  /**
   * Turns the code from the admin page's URL into the administrator. The attempt uses up the code, unless DingTalk
   * rejects the token. Needs the permission `qyapi_get_omp_sso_userinfo`.
   * @see {@link https://open.dingtalk.com/document/development/obtains-the-identity-of-an-application-administrator}
   */
  async userInfo(token: string, code: string): Promise<DingTalkAdmin> {
    const operation = 'exchanging the code of the admin console';
    const url = new URL(ssoUserInfoPath, this.#caller.settings.api);
    url.searchParams.set('code', code);
    const headers = { [accessTokenHeader]: token };
    return this.#caller.call({ method: 'GET', url, headers, operation, secrets: [token, code] }, readAdmin);
  }

  /** The key of the token in a store; contains no secret. */
  get tokenKey(): string {
    const { api, corpId } = this.#caller.settings;
    return ['dingtalk-sso-token', api.host, corpId].map(encodeURIComponent).join(':');
  }
}
