const assert = require('node:assert/strict');

const redirectUri = 'http://localhost:3000/auth/dingtalk/callback';
const client = { clientId: 'dingpacked', clientSecret: 'of-no-value', redirectUrls: [redirectUri] };

/**
 * Signs somebody in with the package as it was installed: its simulator, client, errors and strategy.
 * @param {typeof import('passport-dingtalk-oauth2')} core
 * @param {typeof import('passport-dingtalk-oauth2/simulator')} simulated
 */
module.exports = async function signIn(core, simulated) {
  const { DingTalkClient, DingTalkStrategy, isDingTalkError } = core;
  const simulator = await simulated.startSimulator({ clients: [client] });
  try {
    const options = {
      clientID: client.clientId,
      clientSecret: client.clientSecret,
      origins: simulator.origins,
    };
    const dingtalk = new DingTalkClient(options);
    const [person] = simulated.defaultPeople;
    assert(person);
    const callback = simulator.authorize({ clientId: client.clientId, redirectUri, unionId: person.unionId });
    const code = new URL(callback).searchParams.get('code');
    assert(code);
    const { accessToken } = await dingtalk.exchangeCode(code);
    const { nick, unionId } = await dingtalk.me(accessToken);
    assert.deepEqual({ nick, unionId }, { nick: person.nick, unionId: person.unionId });
    await assert.rejects(dingtalk.exchangeCode(code), isDingTalkError);

    const strategy = new DingTalkStrategy(
      { ...options, callbackURL: redirectUri },
      (_access, _refresh, profile, done) => done(null, profile),
    );
    assert.equal(strategy.name, 'dingtalk');
    assert(strategy instanceof require('passport-oauth2'));
  } finally {
    await simulator.close();
  }
};
