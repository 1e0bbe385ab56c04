// Walks one sign-in with Logto's own connector, which has DingTalk's hosts built in, as Logto would.
import createConnector from '@logto/connector-dingtalk-web';

process.once('message', async ({ client, redirectUri }) => {
  const connector = await createConnector({ getConfig: async () => client });
  const uri = await connector.getAuthorizationUri({ state: 'state-of-logto', redirectUri }, async () => {});
  process.send({ uri });
  process.once('message', async (callback) => {
    process.send(
      await connector.getUserInfo(callback, async () => {}).catch((error) => ({ error: error.code })),
    );
    process.disconnect();
  });
});
