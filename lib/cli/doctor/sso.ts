import type { Agent } from 'node:http';
import { readTransportOptions } from '../../dingtalk/options.js';
import { SsoClient } from '../../dingtalk/sso-client.js';
import { after, codeOf, type Finding, factsOf, ok, skipped, unclear, wrong } from './finding.js';
import { attempt } from './outcome.js';
import * as remedies from './remedies.js';
import type { Settings } from './settings.js';

/** The organization's own secret, for sign-in from the admin console; no app has a part in it. */
export async function checkSso(
  { corpId, ssoSecret, region, origins, timeoutMs }: Settings,
  isReached: boolean,
  { agent, learn }: { agent: Agent | undefined; learn: (secret: string) => void },
): Promise<Finding> {
  const name = 'sso-secret';
  if (ssoSecret === undefined) {
    return skipped(name, { en: 'no DINGTALK_SSO_SECRET', zh: '没有设置 DINGTALK_SSO_SECRET' });
  }
  if (corpId === undefined) return after(name, 'corp-id');
  if (!isReached) return after(name, 'network');
  const transport = readTransportOptions({ region, origins, timeoutMs, agent });
  const client = new SsoClient({ ...transport, corpId, ssoSecret });
  const { value, error } = await attempt(() => client.accessToken());
  if (value) {
    learn(value.accessToken);
    return ok(name, { en: 'DingTalk accepts it with this corpId', zh: '钉钉接受该 SSOSecret 与 CorpId' });
  }
  if (error.code !== 'DINGTALK_CREDENTIALS') return unclear(name, error);
  const facts = factsOf(error);
  const message = {
    en: `DingTalk does not accept it with this corpId${facts}`,
    zh: `钉钉不接受该 SSOSecret 与 CorpId${facts}`,
  };
  return wrong(name, message, remedies.ssoSecret(), codeOf(error));
}
