import type { DingTalkClient } from '../../dingtalk/client.js';
import type { DingTalkError } from '../../dingtalk/errors.js';
import { after, codeOf, type Finding, factsOf, ok, skipped, unclear, wrong } from './finding.js';
import { type AppState, attempt, type Outcome } from './outcome.js';
import { checkPermissions, findScopes, skipDirectory } from './permissions.js';
import * as remedies from './remedies.js';
import type { Settings } from './settings.js';

/** Pair, address and organization: what every call of the app depends on. */
export async function* checkApp(
  client: DingTalkClient,
  settings: Settings,
  state: AppState,
  learn: (secret: string) => void,
): AsyncGenerator<Finding> {
  const { corpId } = settings;
  const own = await attempt(() => client.appAccessToken());
  if (own.value) learn(own.value.accessToken);
  const askOrganization = async () => {
    if (corpId === undefined) return undefined;
    const outcome = await attempt(() => client.corpToken(corpId));
    if (outcome.value) learn(outcome.value.accessToken);
    return outcome;
  };
  // Only where it can still tell something of the pair does anybody wait for it here.
  const early = own.error && (await askOrganization());
  const credentials = findCredentials(own, early, settings);
  yield credentials;
  const organization = early ?? (own.value && (await askOrganization()));
  const refusedAddress = [own.error, organization?.error].find(
    (error) => error?.code === 'DINGTALK_IP_NOT_ALLOWED',
  );
  const token = organization?.value?.accessToken ?? own.value?.accessToken;
  if (credentials.state !== 'ok' && !refusedAddress) {
    state.failed = 'credentials';
    yield after('ip-allow-list', 'credentials');
    yield corpId === undefined
      ? skipped('corp-id', remedies.corpIdMissing())
      : after('corp-id', 'credentials');
    yield* skipDirectory('credentials');
    return;
  }

  const scopes = token === undefined ? undefined : await attempt(() => client.appScopes(token));
  const address = refusedAddress ?? scopes?.error;
  const allowList = findAddress(token === undefined && !refusedAddress, address);
  yield allowList;
  if (allowList.state === 'wrong') state.failed = 'ip-allow-list';
  yield findOrganization(organization, allowList);
  if (state.failed) {
    yield* skipDirectory(state.failed);
  } else if (token === undefined || !scopes) {
    state.membersFail = 'corp-id';
    yield* skipDirectory('corp-id');
  } else {
    state.token = token;
    yield* checkPermissions(client, token, state);
    yield* findScopes(scopes);
  }
}

function findCredentials(
  own: Outcome<unknown>,
  organization: Outcome<unknown> | undefined,
  settings: Settings,
): Finding {
  if (!own.error) {
    return ok('credentials', {
      en: 'DingTalk accepts Client ID and Client Secret',
      zh: '钉钉接受 Client ID 和 Client Secret',
    });
  }
  // The other way to a token tells an organization that is not the app's from a pair that is none.
  if (organization?.value || organization?.error?.providerCode === 'unauthorized.client') {
    return ok('credentials', {
      en: 'DingTalk accepts Client ID and Client Secret, as those of a third-party app',
      zh: '钉钉接受 Client ID 和 Client Secret（第三方企业应用）',
    });
  }
  if (own.error.code !== 'DINGTALK_CREDENTIALS') return unclear('credentials', own.error);
  const facts = factsOf(own.error);
  return wrong(
    'credentials',
    {
      en: `DingTalk does not accept Client ID and Client Secret${facts}`,
      zh: `钉钉不接受 Client ID 和 Client Secret${facts}`,
    },
    remedies.credentialsRefused(settings),
    codeOf(own.error),
  );
}

function findAddress(isUnasked: boolean, error: DingTalkError | undefined): Finding {
  const name = 'ip-allow-list';
  if (isUnasked) return after(name, 'corp-id');
  if (!error) return ok(name, { en: 'this machine’s address may call', zh: '允许从本机地址调用' });
  if (error.code === 'DINGTALK_PERMISSION') {
    return ok(name, { en: 'this machine’s address may call', zh: '允许从本机地址调用' });
  }
  if (error.code !== 'DINGTALK_IP_NOT_ALLOWED') return unclear(name, error);
  const address = /request ip\s*=\s*([0-9a-f.:]{2,45})/i.exec(error.providerMessage ?? '')?.[1];
  const facts = factsOf(error);
  return wrong(
    name,
    {
      en: `${address ? `DingTalk sees this machine as ${address}, which` : 'this machine’s address'} is not in the app’s list${facts}`,
      zh: `${address ? `钉钉看到的本机地址是 ${address}，` : '本机地址'}不在应用的名单中${facts}`,
    },
    remedies.ipNotAllowed(address),
    codeOf(error),
  );
}

/** DingTalk's words for an organization it does not know, besides its `unknownError`. */
const noSuchOrganization: ReadonlySet<string> = new Set(['unknownError', '33001', '40013', '52010']);

function findOrganization(organization: Outcome<unknown> | undefined, allowList: Finding): Finding {
  const name = 'corp-id';
  if (!organization) return skipped(name, remedies.corpIdMissing());
  const { error } = organization;
  if (!error)
    return ok(name, { en: 'the app has a token for this organization', zh: '应用能取得该组织的应用令牌' });
  if (error.code === 'DINGTALK_IP_NOT_ALLOWED') return after(name, allowList.name);
  const facts = factsOf(error);
  if (error.code === 'DINGTALK_CREDENTIALS' && !noSuchOrganization.has(codeOf(error))) {
    return wrong(
      name,
      {
        en: `the app is neither of this organization nor authorized by it${facts}`,
        zh: `应用不属于该组织，也未获该组织授权${facts}`,
      },
      remedies.corpIdRefused(),
      codeOf(error),
    );
  }
  if (!noSuchOrganization.has(codeOf(error))) return unclear(name, error);
  return wrong(
    name,
    { en: `DingTalk knows no such organization${facts}`, zh: `钉钉没有这样的组织${facts}` },
    remedies.corpIdRefused(),
    codeOf(error),
  );
}
