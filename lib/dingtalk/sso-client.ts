import { Connections } from './connections.js';
import { accessTokenHeader, ssoAccessTokenPath, ssoUserInfoPath } from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import { type Call, type JsonRequest, prepare, requestJson } from './http.js';
import type { TransportSettings } from './options.js';
import { type DingTalkAdmin, type DingTalkAppToken, readAdmin, readAppToken } from './readers.js';

/** What {@link SsoClient} is told. */
export interface SsoSettings extends TransportSettings {
  corpId: string;
  ssoSecret: string;
}

/** DingTalk's API as far as sign-in from the admin console needs it: calls by an organization, not by an app. */
export class SsoClient {
  readonly #settings: SsoSettings;
  readonly #connections: Connections;

  constructor(settings: SsoSettings) {
    this.#settings = settings;
    this.#connections = new Connections(settings);
  }

  /**
   * The organization's token for {@link userInfo}.
   * @throws {@link DingTalkError} `DINGTALK_CREDENTIALS` when corpId or SSO secret is wrong; `DINGTALK_THROTTLED`,
   * `_UNAVAILABLE`, `_TIMEOUT`, `_NETWORK`, `_INVALID_RESPONSE`, `_REFUSED`
   */
  async accessToken(): Promise<DingTalkAppToken> {
    const { corpId, ssoSecret } = this.#settings;
    const operation = 'fetching the token of the admin console';
    const body = { corpid: corpId, ssoSecret };
    const request = this.#request({ method: 'POST', body, operation, secrets: [] }, ssoAccessTokenPath);
    try {
      return await requestJson(request, readAppToken);
    } catch (error) {
      throw isDingTalkError(error) && error.code === 'DINGTALK_CREDENTIALS'
        ? new DingTalkError(error.code, {
            operation,
            // The words for this code speak of an app, which has no part in this.
            detail:
              'here: corpId and ssoSecret, which the console shows under the organization’s own credentials',
            ...pick(error),
          })
        : error;
    }
  }

  /**
   * Turns the code from the admin page's URL into the administrator. The code is spent by the attempt, unless
   * DingTalk does not accept the token. Repeated only when an idle connection closed before a byte of an answer came.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired, used or of another flow;
   * `DINGTALK_TOKEN_REJECTED`; `DINGTALK_PERMISSION` without the permission `qyapi_get_omp_sso_userinfo`; otherwise
   * as {@link accessToken}
   */
  async userInfo(token: string, code: string): Promise<DingTalkAdmin> {
    const operation = 'exchanging the code of the admin console';
    const headers = { [accessTokenHeader]: token };
    const request = this.#request(
      { method: 'GET', headers, operation, secrets: [token, code] },
      ssoUserInfoPath,
    );
    request.url.searchParams.set('code', code);
    return requestJson(request, readAdmin);
  }

  /** Tells tokens apart: DingTalk, organization, and no secret. */
  get tokenKey(): string {
    const { api, corpId } = this.#settings;
    return ['dingtalk-sso-token', api.host, corpId].map(encodeURIComponent).join(':');
  }

  #request(call: Omit<Call, 'url'>, path: string): JsonRequest {
    const { api, ssoSecret } = this.#settings;
    return prepare(this.#settings, this.#connections, { ...call, url: new URL(path, api) }, ssoSecret);
  }
}

function pick({ providerCode, providerMessage, upstreamStatus, requestId, endpoint }: DingTalkError) {
  return { providerCode, providerMessage, upstreamStatus, requestId, endpoint };
}
