// An Express application without sessions around the recipe RECIPE. Says its port. /api/me tells whom its access
// token names, and /page.js is the file PAGE.
import { pathToFileURL } from 'node:url';
import express from 'express';

const { requireAccessToken, router } = await import(pathToFileURL(process.env.RECIPE).href);
const app = express();
app.set('env', 'production');
app.use(router);
app.get('/api/me', requireAccessToken, (_req, res) => res.json({ userId: res.locals.userId }));
app.get('/page.js', (_req, res) => res.sendFile(process.env.PAGE, { dotfiles: 'allow' }));
app.get('/', (_req, res) => res.type('html').send('<!doctype html><title>Page</title>'));
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
