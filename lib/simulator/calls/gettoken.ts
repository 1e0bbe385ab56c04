import type { Answer } from '../gateway/answer.js';
import { oldGateway } from '../gateway/old.js';
import { APP_TOKEN_LIFETIME_SECONDS, type AppTokens } from '../world/app-tokens.js';
import type { Setup } from '../world/setup.js';
import { authenticate } from './credentials.js';

/** `GET /gettoken`: the same as accessToken, at the old gateway. */
export function getToken(setup: Setup, tokens: AppTokens, query: string): Answer {
  const parameters = new URLSearchParams(query);
  const [key, secret] = [parameters.get('appkey'), parameters.get('appsecret')];
  if (!key || !secret) return oldGateway({ errcode: 40035, errmsg: '缺少参数 appkey或appsecret' });
  const client = authenticate(setup, key, secret);
  if (!client || client.thirdParty)
    return oldGateway({ errcode: 40096, errmsg: '不合法的appKey或appSecret' });
  const token = tokens.renew('gettoken', { clientId: client.clientId, corpId: client.corpIds[0] });
  return oldGateway({
    errcode: 0,
    errmsg: 'ok',
    access_token: token,
    expires_in: APP_TOKEN_LIFETIME_SECONDS,
  });
}
