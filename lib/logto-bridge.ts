import type { ConnectorType, CreateConnector, SocialConnector, TokenResponse } from '@logto/connector-kit';
import { DingTalkClient } from './dingtalk/client.js';
import { DingTalkError } from './dingtalk/errors.js';
import { refuseUnknown } from './dingtalk/option-names.js';
import {
  type DingTalkTransportOptions,
  readClientOptions,
  transportOptionNames,
} from './dingtalk/options.js';
import type { DingTalkTokens } from './dingtalk/readers.js';
import { isToken } from './dingtalk/values.js';
import { configGuard, type LogtoConfig, normalizeScope } from './logto/config.js';
import { invalidConfig, toConnectorError, translateErrors } from './logto/errors.js';
import { metadata } from './logto/metadata.js';
import { toUserInfo } from './logto/user-info.js';
import { keepNewest } from './organization/bounds.js';
import { Directory } from './organization/directory.js';
import { readDirectoryOptions } from './organization/options.js';
import { SignInRefusal } from './organization/sign-in-refusal.js';
import {
  authorizationLocation,
  authorizationParams,
  authorizationScope,
  readAuthorizationURL,
} from './sign-in/authorization.js';
import { authorizationError, readCallback } from './sign-in/callback.js';
import { startReport } from './sign-in/diagnostics.js';
import { readPerson, signIn } from './sign-in/flow.js';

/** A server that runs for years sees many configurations. */
const maxApps = 100;

/** How to reach DingTalk, apart from the region, which the administrator chooses in Logto. */
export type DingTalkConnectorOptions = Omit<DingTalkTransportOptions, 'region'>;

const { region: _region, ...connectorOptionNames } = transportOptionNames;

/**
 * Makes a connector that reaches DingTalk in some other way than the default one: through a proxy's `agent`, at a
 * gateway's or the simulator's `origins`. For a connector package of your own, whose default export it is.
 * @throws TypeError naming the option that is malformed or unknown
 */
export function createDingTalkConnector(
  transport: DingTalkConnectorOptions = {},
): CreateConnector<SocialConnector> {
  refuseUnknown(transport, connectorOptionNames, {
    reasons: { region: 'is for the administrator to choose in Logto: leave it out' },
  });
  // Rejects bad options now rather than at each sign-in.
  readClientOptions({ ...transport, clientID: 'checked', clientSecret: 'checked' });
  readAuthorizationURL(transport);

  const start = (config: LogtoConfig) => {
    const { clientId, clientSecret, region, allowedCorpIds, membership, email } = config;
    const client = new DingTalkClient({ ...transport, region, clientID: clientId, clientSecret });
    const staff = config.staff || email === 'organization';
    const directory = new Directory(client, readDirectoryOptions({ allowedCorpIds, membership, staff }));
    return { config, client, directory, authorizationURL: readAuthorizationURL({ ...transport, region }) };
  };
  // Logto creates a connector for each request; connections and caches must outlive it.
  const apps = new Map<string, ReturnType<typeof start>>();

  return async ({ getConfig }) => {
    const readApp = async () => {
      const result = configGuard.safeParse(await getConfig(metadata.id));
      if (!result.success) throw invalidConfig(result.error.issues);
      const key = JSON.stringify(result.data);
      const app = apps.get(key) ?? start(result.data);
      keepNewest(apps, key, app, maxApps);
      return app;
    };

    const finish = (data: unknown) =>
      translateErrors(async () => {
        const report = startReport('logto');
        try {
          const { config, client, directory, authorizationURL } = await readApp();
          const code = readCode(data, authorizationURL);
          const calls = { exchange: () => client.exchangeCode(code), readPerson };
          const { profile, ...tokens } = await signIn(directory, code, calls);
          report({ outcome: 'signed-in' });
          return { tokenResponse: toTokenResponse(tokens), userInfo: toUserInfo(profile, config) };
        } catch (error) {
          report({ error });
          throw error;
        }
      });

    return {
      type: 'Social' satisfies `${ConnectorType.Social}` as ConnectorType.Social,
      metadata,
      configGuard,

      async getAuthorizationUri({ state, redirectUri, scope }) {
        const { config, directory, authorizationURL } = await readApp();
        directory.anticipate();
        const asked = normalizeScope(scope ?? '') || config.scope;
        const location = authorizationLocation(authorizationURL, {
          ...authorizationParams(config),
          redirect_uri: redirectUri,
          response_type: 'code',
          client_id: config.clientId,
          scope: authorizationScope({ ...config, scope: asked }, directory.needsCorpId),
          state,
        });
        return location.href;
      },

      async getUserInfo(data) {
        return (await finish(data)).userInfo;
      },

      getTokenResponseAndUserInfo: finish,

      async getAccessTokenByRefreshToken(refreshToken) {
        const { client } = await readApp();
        // A damaged stored token would be a TypeError of the client.
        if (!isToken(refreshToken)) throw toConnectorError(new DingTalkError('DINGTALK_TOKEN_REJECTED'));
        return toTokenResponse(await translateErrors(() => client.refresh(refreshToken)));
      },
    };
  };
}

/**
 * DingTalk as a connector of Logto: what `@logto/connector-kit` calls a `CreateConnector<SocialConnector>`.
 * Errors are that package's `ConnectorError`.
 */
const createConnector: CreateConnector<SocialConnector> = createDingTalkConnector();
export default createConnector;

/** Logto has already checked the state, and passes on the rest of the query. */
function readCode(data: unknown, authorizationURL: URL): string {
  const callback = readCallback(data);
  if (callback.kind === 'code') return callback.code;
  if (callback.kind !== 'error') throw new SignInRefusal('callback-malformed');
  throw authorizationError(callback.error, authorizationURL) ?? new SignInRefusal('access-denied');
}

function toTokenResponse({ accessToken, refreshToken, expiresIn }: DingTalkTokens): TokenResponse {
  return {
    access_token: accessToken,
    ...(refreshToken && { refresh_token: refreshToken }),
    expires_in: expiresIn,
  };
}
