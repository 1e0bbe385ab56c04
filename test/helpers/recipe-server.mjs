// An Express application without sessions around one recipe of the documentation: RECIPE is its file. Says its port.
// The recipe's routes are there, /api/me tells whom its access token names, and /page.js is the file PAGE.
import { pathToFileURL } from 'node:url';
import express from 'express';

const recipe = await import(pathToFileURL(process.env.RECIPE).href);
const app = express();
app.set('env', 'production');
app.use(recipe.router);
if (recipe.requireAccessToken) {
  app.get('/api/me', recipe.requireAccessToken, (_req, res) => res.json({ userId: res.locals.userId }));
}
if (process.env.PAGE)
  app.get('/page.js', (_req, res) => res.sendFile(process.env.PAGE, { dotfiles: 'allow' }));
app.get('/', (_req, res) => res.type('html').send('<!doctype html><title>Page</title>'));
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
