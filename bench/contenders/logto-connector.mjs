import createConnector from '@logto/connector-dingtalk-web';

/** What Logto calls when the person is back. The state is Logto's own affair, as is the session. */
export async function prepare({ clientId, clientSecret }) {
  const connector = await createConnector({ getConfig: async () => ({ clientId, clientSecret }) });
  return ({ code }) =>
    async () =>
      (await connector.getUserInfo({ code })).id;
}
