// The application RECIPE of the page on production, with the callback of its route wrapped in AUDIT of the same page. Says its port. /tools/
// tells who is signed in, and /log what was logged.
import { pathToFileURL } from 'node:url';
import passport from 'passport';
import { describeProblem } from 'passport-dingtalk-oauth2';

const lines = [];
console.log = (line) => lines.push(JSON.parse(line));
const { app, router } = await import(pathToFileURL(process.env.RECIPE).href);
const audit = await import(pathToFileURL(process.env.AUDIT).href);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));
router.get('/auth/dingtalk', passport.authenticate('dingtalk'));
router.get('/auth/dingtalk/callback', (req, res, next) => {
  const finish = (error, user, info) => {
    if (!user) return next(error ?? info);
    req.logIn(user, (failed) => (failed ? next(failed) : res.redirect(`${req.baseUrl}/`)));
  };
  passport.authenticate('dingtalk', audit.logged(req, finish))(req, res, next);
});
router.get('/', (req, res) => res.json(req.user ?? null));
app.use((error, _req, res, _next) => res.status(describeProblem(error).status).end());
app.get('/log', (_req, res) => res.json(lines));
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
