import type { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { invalid } from '../dingtalk/checks.js';
import type { DingTalkClient } from '../dingtalk/client.js';
import { isObject, parsed } from '../dingtalk/values.js';
import { toNodeCallback } from './outcome.js';
import type { DingTalkTokenParams } from './verify.js';

/** The OAuth 2.0 client of the package `oauth`, which passport-oauth2 builds on. */
export type OAuth2 = OAuth2Strategy['_oauth2'];

/** Its constructor. The types of `oauth` don't allow a null error in callbacks. */
type OAuth2Class = new (
  ...args: [clientId: string, clientSecret: string, baseSite: string, ...rest: unknown[]]
) => { setAgent(agent: unknown): void };

/** Fields that its constructor sets and its types hide. */
interface Fields {
  _clientId: string;
  _clientSecret: string;
  _authorizeUrl: string;
  _accessTokenUrl: string;
  _customHeaders: Record<string, string>;
}

export type TokenCallback = (
  error: unknown,
  accessToken?: string,
  refreshToken?: string,
  params?: DingTalkTokenParams,
) => void;

/** Of the response, only the status is there. */
type DataCallback = (error: unknown, body?: string, response?: { statusCode: number }) => void;

/**
 * The client at `strategy._oauth2` for hosts, subclasses and tests. Its calls use DingTalk's JSON and header, and the
 * strategy's transport. So do the clients that Backstage and passport-oauth2-refresh create with its `constructor`.
 */
export function oauth2Client(plain: OAuth2, ownClient: DingTalkClient): OAuth2 {
  const { _clientId, _clientSecret, _authorizeUrl, _accessTokenUrl, _customHeaders } =
    plain as unknown as Fields;

  class DingTalkOAuth2 extends (plain.constructor as OAuth2Class) {
    /** @internal */
    _client: DingTalkClient;

    constructor(
      clientID: string,
      clientSecret: string,
      baseSite: string | undefined = '',
      authorizeUrl: string | undefined = _authorizeUrl,
      tokenUrl: string | undefined = _accessTokenUrl,
      customHeaders: Record<string, string> | undefined = _customHeaders,
    ) {
      super(clientID, clientSecret, baseSite, authorizeUrl, tokenUrl, customHeaders);
      const tokenURL = baseSite + tokenUrl;
      this._client = ownClient.derive({ clientID, clientSecret, tokenURL, customHeaders });
      // Keeps secrets out of a printed strategy.
      for (const name of ['_client', '_clientSecret', '_customHeaders']) {
        Object.defineProperty(this, name, { enumerable: false });
      }
    }

    override setAgent(agent: unknown): void {
      this._client.setAgent(agent);
      super.setAgent(agent);
    }

    getOAuthAccessToken(
      token: string,
      params: { grant_type?: string } | TokenCallback | undefined,
      callback?: TokenCallback,
    ): void {
      const done = typeof params === 'function' ? params : (callback as TokenCallback);
      const isRefresh = typeof params === 'object' && params?.grant_type === 'refresh_token';
      const call = isRefresh ? this._client.refresh(token) : this._client.exchangeCode(token);
      toNodeCallback(call, (error, tokens) => {
        if (!tokens) return done(error);
        const { accessToken, refreshToken, expiresIn, corpId } = tokens;
        done(null, accessToken, refreshToken, { expires_in: expiresIn, ...(corpId && { corpId }) });
      });
    }

    get(url: string, accessToken: string, done: DataCallback): void {
      this._request('GET', url, {}, '', accessToken, done);
    }

    /** Called by strategies that set headers, and by the base class's `getProtectedResource`. */
    _request(
      method: 'GET' | 'POST',
      url: string,
      headers: Record<string, string> | null,
      body: string | Buffer | null,
      accessToken: string,
      done: DataCallback,
    ): void {
      const call = async () => {
        const json = body?.length ? { body: jsonOf(String(body)) } : {};
        return this._client.callAsUser({ method, url, headers: headers ?? {}, accessToken, ...json });
      };
      toNodeCallback(call(), (error, answer) => {
        if (answer) done(null, answer.raw, { statusCode: answer.status });
        else done(error);
      });
    }
  }

  const client = new DingTalkOAuth2(_clientId, _clientSecret);
  client._client = ownClient;
  return client as object as OAuth2;
}

function jsonOf(text: string): object {
  const body = parsed(text);
  if (!isObject(body)) throw invalid('body', 'the text of a JSON object', text);
  return body;
}
