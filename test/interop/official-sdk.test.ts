import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { defaultClient, defaultOrganizations, defaultPeople } from '../../lib/simulator/index.js';
import { control, startSimulatorCommand } from '../cli/helpers/simulator.js';

/** A class of the SDK, which has types for each of its thousands of calls. */
type Sdk = new (...given: unknown[]) => Record<string, (...given: unknown[]) => Promise<{ body: unknown }>>;

const { clientId, clientSecret, redirectUrls } = defaultClient;
const [person] = defaultPeople;
const [organization] = defaultOrganizations;

it("Alibaba's official SDK signs in at the command, gets an app token, and says why DingTalk refuses", async () => {
  const { origin } = await startSimulatorCommand();
  const load = createRequire(import.meta.url);
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
