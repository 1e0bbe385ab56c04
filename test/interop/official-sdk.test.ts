import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultClient, defaultOrganizations, defaultPeople } from '../../lib/simulator/index.js';
import { control, startSimulatorCommand } from '../cli/helpers/simulator.js';

// Its packages may have to be installed, and are slow to load.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const folder = join(import.meta.dirname, 'official-sdk');
const isInstalled = existsSync(join(folder, 'node_modules/@alicloud/dingtalk'));
const isLeftOut = !isInstalled && process.env.CI !== 'true';

/** A class of the SDK, which has types for each of its thousands of calls. */
type Sdk = new (...given: unknown[]) => Record<string, (...given: unknown[]) => Promise<{ body: unknown }>>;

const { clientId, clientSecret, redirectUrls } = defaultClient;
const [person] = defaultPeople;
const [organization] = defaultOrganizations;

describe.skipIf(isLeftOut)("Alibaba's official SDK", () => {
  beforeAll(async () => {
    if (isInstalled) return;
    const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
    await promisify(execFile)('npm', ['ci', ...quietly], { cwd: folder });
  });

  it('signs in at the command, gets an app token, and says why DingTalk refuses', async () => {
    const { origin } = await startSimulatorCommand();
    const load = createRequire(join(folder, 'package.json'));
    const oauth = load('@alicloud/dingtalk/oauth2_1_0') as Record<string, Sdk>;
    const contact = load('@alicloud/dingtalk/contact_1_0') as Record<string, Sdk>;
    const { Config } = load('@alicloud/openapi-client') as Record<string, Sdk>;
    const { RuntimeOptions } = load('@alicloud/tea-util') as Record<string, Sdk>;
    const make = (type: Sdk | undefined, ...given: unknown[]) => {
      if (!type) throw new Error('The SDK has no such class.');
      return new type(...given);
    };
    const config = make(Config, { protocol: 'http', regionId: 'central', endpoint: new URL(origin).host });
    const oauthClient = make(oauth.default, config);
    const contactClient = make(contact.default, config);

    const { url } = (await control(origin, 'authorize', {
      ...{ clientId, redirectUri: redirectUrls[0], unionId: person?.unionId, scope: 'openid corpid' },
    })) as { url: string };
    const code = new URL(url).searchParams.get('code');
    const exchange = () =>
      oauthClient.getUserToken?.(
        make(oauth.GetUserTokenRequest, { clientId, clientSecret, code, grantType: 'authorization_code' }),
      );
    const tokens = (await exchange())?.body as { accessToken: string; corpId: string };
    expect(tokens).toMatchObject({ corpId: organization?.corpId, expireIn: 7200 });

    const me = await contactClient.getUserWithOptions?.(
      'me',
      make(contact.GetUserHeaders, { xAcsDingtalkAccessToken: tokens.accessToken }),
      make(RuntimeOptions, {}),
    );
    const { unionId, nick, mobile, email } = person ?? {};
    expect(me?.body).toMatchObject({ unionId, nick, mobile, email });

    await expect(exchange()).rejects.toMatchObject({
      code: 'invalidParameter.authCode.notFound',
      statusCode: 400,
    });
    const request = make(oauth.GetAccessTokenRequest, { appKey: clientId, appSecret: clientSecret });
    const appToken = await oauthClient.getAccessToken?.(request);
    expect(appToken?.body).toMatchObject({ expireIn: 7200, accessToken: expect.stringMatching(/^\w+$/) });
  });
});
