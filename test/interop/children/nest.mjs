// A NestJS app around the recipe of docs/frameworks.md, compiled to `file`, with the packages of `folder`. Says its
// port.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { folder, file, broken, sessions } = JSON.parse(process.env.NEST_APP);
const load = createRequire(join(folder, 'package.json'));
load('reflect-metadata');
const { NestFactory } = load('@nestjs/core');
const passport = load('passport');
const recipe = load(file);

const { validate } = recipe.DingTalkSignIn.prototype;
recipe.DingTalkSignIn.prototype.validate = function (accessToken, refreshToken, profile) {
  if (profile.id === broken.unionId) throw new Error(broken.message);
  return validate.call(this, accessToken, refreshToken, profile);
};

const app = await NestFactory.create(recipe.DingTalkModule, { logger: ['error', 'warn'] });
if (sessions) {
  const session = load('express-session');
  app.use(session({ secret: 'test', resave: false, saveUninitialized: false }), passport.session());
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user, done) => done(null, user));
}
app.getHttpAdapter().get('/', (req, res) => res.json(req.user ?? null));
await app.listen(0, '127.0.0.1');
process.send(app.getHttpServer().address().port);
process.on('disconnect', () => process.exit());
