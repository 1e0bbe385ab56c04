// An Express application with accounts of its own around the recipe RECIPE. Says its port. /sign-in signs in to the
// account `id`, and /settings tells what became of it.
import { pathToFileURL } from 'node:url';
import express from 'express';
import session from 'express-session';
import passport from 'passport';

const { linked, router } = await import(pathToFileURL(process.env.RECIPE).href);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));
const app = express();
app.use(session({ secret: 'test', resave: false, saveUninitialized: false }), passport.session());
app.get('/sign-in', (req, res, next) => {
  req.logIn({ id: req.query.id }, (error) => (error ? next(error) : res.sendStatus(204)));
});
app.use(router);
app.get('/settings', (req, res) => {
  const { messages = [] } = req.session;
  res.json({ user: req.user ?? null, messages, linked: Object.fromEntries(linked) });
});
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
