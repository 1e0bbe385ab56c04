const assert = require('node:assert/strict');

const redirectUri = 'https://logto.example.com/callback/dingtalk';
const client = { clientId: 'dingpacked', clientSecret: 'of-no-value', redirectUrls: [redirectUri] };

/**
 * Signs somebody in as Logto does, with the connector as it was installed.
 * @param {typeof import('passport-dingtalk-oauth2/logto')} logto
 * @param {typeof import('passport-dingtalk-oauth2/simulator')} simulated
 */
module.exports = async function connect(logto, simulated) {
  const simulator = await simulated.startSimulator({ clients: [client] });
  try {
    const { clientId, clientSecret } = client;
    const createConnector = logto.createDingTalkConnector({ origins: simulator.origins });
    const connector = await createConnector({ getConfig: async () => ({ clientId, clientSecret }) });
    const [{ unionId, nick }] = simulated.defaultPeople;
    const callback = new URL(simulator.authorize({ clientId, redirectUri, unionId }));
    const data = { redirectUri, ...Object.fromEntries(callback.searchParams) };
    const { id, name } = await connector.getUserInfo(data);
    assert.deepEqual({ id, name }, { id: unionId, name: nick });
    await assert.rejects(connector.getUserInfo(data), (error) => {
      assert.equal(error.code, 'social_auth_code_invalid');
      assert.equal(error.data.reason, 'DINGTALK_CODE_REJECTED');
      return true;
    });
  } finally {
    await simulator.close();
  }
};
