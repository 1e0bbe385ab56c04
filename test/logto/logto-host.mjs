// A Logto server as far as a connector can tell: finds and loads connectors with the code of Logto's own CLI, as
// the server does, and calls them as it is told. A process of its own, since connectors have DingTalk's hosts
// built in (test/helpers/dingtalk-hosts.ts).
import { buildRawConnector, loadConnectorFactories } from '@logto/cli/lib/connector/index.js';
import { getConnectorPackagesFromDirectory } from '@logto/cli/lib/utils.js';
import { ConnectorError } from '@logto/connector-kit';

const packages = await getConnectorPackagesFromDirectory(process.argv[2]);
const factories = await loadConnectorFactories(packages, false);

/** Logto's own answer where it has no session. */
const noSession = () => {
  throw new ConnectorError('not_implemented');
};

async function run({ connector, method, config, argument }) {
  const factory = factories.find(({ metadata }) => metadata.id === connector);
  const { rawConnector, rawMetadata } = await buildRawConnector(factory, async () => config);
  if (method === 'metadata') return rawMetadata;
  if (method === 'checkConfig') return rawConnector.configGuard.safeParse(config).success;
  return rawConnector[method](argument, noSession);
}

process.on('message', async ({ id, ...call }) => {
  try {
    process.send({ id, value: await run(call) });
  } catch (error) {
    // Logto makes an answer of its own of each ConnectorError, and a bare 500 of everything else.
    const known = error instanceof ConnectorError;
    const { code, data, message } = error;
    process.send({ id, error: known ? { code, data, message } : { code: 'bare 500', message } });
  }
});

process.send({ loaded: factories.map(({ metadata }) => metadata.id) });
