// The least that anybody can do: the two requests, one after the other, on an agent that keeps connections. No
// Passport, no state, no checks.
import https from 'node:https';

const agent = new https.Agent({ keepAlive: true });

export function ask(method, path, headers, body, host = 'api.dingtalk.com') {
  return new Promise((resolve, reject) => {
    const request = https.request({ host, path, method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export function askDirectory(path, fields) {
  const body = JSON.stringify(fields);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return ask(
    'POST',
    `${path}?access_token=00112233445566778899aabbccddeeff`,
    headers,
    body,
    'oapi.dingtalk.com',
  );
}

export function prepare({ clientId, clientSecret }) {
  return ({ code }) =>
    async () => {
      const body = JSON.stringify({ clientId, clientSecret, code, grantType: 'authorization_code' });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const { accessToken } = await ask('POST', '/v1.0/oauth2/userAccessToken', headers, body);
      const token = { 'x-acs-dingtalk-access-token': accessToken };
      const { unionId } = await ask('GET', '/v1.0/contact/users/me', token);
      return unionId;
    };
}
