// What Backstage's auth backend does around a provider, in a process of its own: the routes, and a catalog in which
// everybody is.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { folder, app, port } = JSON.parse(process.env.HOST);
const load = createRequire(join(folder, 'package.json'));
const express = load('express');
const { ConfigReader } = load('@backstage/config');
const origin = `http://127.0.0.1:${port}`;
const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = process.env;
const provider = load(join(app, 'dist/dingtalk.js')).dingTalkProvider({
  providerId: 'dingtalk',
  baseUrl: `${origin}/api/auth`,
  appUrl: origin,
  globalConfig: { baseUrl: `${origin}/api/auth`, appUrl: origin, isOriginAllowed: () => true },
  config: new ConfigReader({ development: { clientId, clientSecret } }),
  isOriginAllowed: () => true,
  logger: console,
  resolverContext: {
    async signInWithCatalogUser({ annotations }) {
      const name = Buffer.from(JSON.stringify({ sub: `user:default/${Object.values(annotations)[0]}` }));
      return { token: `e30.${name.toString('base64url')}.e30` };
    },
  },
});
const routes = express.Router();
routes.get('/start', (req, res, next) => provider.start(req, res).catch(next));
routes.get('/handler/frame', (req, res, next) => provider.frameHandler(req, res).catch(next));
routes.get('/refresh', (req, res, next) => provider.refresh(req, res).catch(next));
express().use(load('cookie-parser')()).use('/api/auth/dingtalk', routes).listen(port, '127.0.0.1');
process.on('disconnect', () => process.exit());
