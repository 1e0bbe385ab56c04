// An Express application with the TENANTS around the recipe RECIPE, as behind a proxy that takes the TLS off. Says its
// port. A tenant's page tells who is signed in to it.
import { pathToFileURL } from 'node:url';
import express from 'express';
import session from 'express-session';

// One store for all of them, as a Redis would be.
const sessions = {};
Object.defineProperty(session.MemoryStore.prototype, 'sessions', { get: () => sessions, set() {} });

const { tenantRouter } = await import(pathToFileURL(process.env.RECIPE).href);
const app = express();
app.set('trust proxy', 'loopback');
app.use((req, _res, next) => {
  req.headers['x-forwarded-proto'] = 'https';
  next();
});
for (const tenant of JSON.parse(process.env.TENANTS)) {
  app.use(`/${tenant.name}`, tenantRouter(tenant));
  app.get(`/${tenant.name}/`, (req, res) => {
    res.json({ user: req.user ?? null, messages: req.session?.messages ?? [] });
  });
}
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
