// The least for a sign-in from inside DingTalk: the app token, and the person.
import { ask, askDirectory } from './floor.mjs';

export function prepare({ clientId, clientSecret }) {
  return ({ code }) =>
    async () => {
      const body = JSON.stringify({ appKey: clientId, appSecret: clientSecret });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      await ask('POST', '/v1.0/oauth2/accessToken', headers, body);
      const { result } = await askDirectory('/topapi/v2/user/getuserinfo', { code });
      return result.unionid;
    };
}
