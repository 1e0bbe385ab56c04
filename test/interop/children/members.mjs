// An application around a recipe of docs/after-sign-in.md: with Express or, if FRAMEWORK says so, Fastify. Says its
// port; whoever signs in is a user by their unionId. Sets its clock forward by as many milliseconds as it is told.
import { pathToFileURL } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import fastifyPassport from '@fastify/passport';
import fastifySession from '@fastify/session';
import express from 'express';
import expressSession from 'express-session';
import fastify from 'fastify';
import passport from 'passport';
import { DingTalkStrategy, describeProblem } from 'passport-dingtalk-oauth2';

const {
  DINGTALK_CLIENT_ID,
  DINGTALK_CLIENT_SECRET,
  LOGIN,
  ORIGIN,
  PORT,
  RECIPE,
  SESSIONS,
  EVENTS,
  FRAMEWORK,
} = process.env;
const load = (file) => import(pathToFileURL(file).href);

const strategy = new DingTalkStrategy(
  {
    clientID: DINGTALK_CLIENT_ID,
    clientSecret: DINGTALK_CLIENT_SECRET,
    callbackURL: `${ORIGIN ?? 'https://example.com'}/auth/dingtalk/callback`,
    membership: 'required',
    ...(LOGIN && { origins: { login: LOGIN } }),
  },
  (_accessToken, _refreshToken, profile, done) => done(null, { id: profile.id, name: profile.displayName }),
);
const secret = 'a-secret-of-at-least-thirty-two-characters';

async function startExpress() {
  const recipe = await load(RECIPE);
  const shared = SESSIONS && (await load(SESSIONS));
  // One recipe has the sessions and the store, the other what is done with them.
  if (shared) recipe.members.has = (...asked) => shared.members.has(...asked);
  const members = shared?.members ?? recipe.members;
  if (EVENTS) await (await load(EVENTS)).listen(members);
  passport.use(strategy);
  const app = express();
  app.use(shared?.sessions ?? expressSession({ secret, resave: false, saveUninitialized: false }));
  app.use(passport.session());
  app.get('/auth/dingtalk', passport.authenticate('dingtalk'));
  app.get('/auth/dingtalk/callback', passport.authenticate('dingtalk', { successRedirect: '/me' }));
  app.get('/me', recipe.requireUser, (req, res) => res.json(req.user));
  app.get('/session', (req, res) => res.json(req.session.passport ?? {}));
  app.use((error, _req, res, _next) => res.status(describeProblem(error).status).end());
  const server = app.listen(Number(PORT ?? 0), '127.0.0.1', () => begin(server.address().port, members));
}

async function startFastify() {
  const { members, checkMember, requireUser } = await load(RECIPE);
  fastifyPassport.use(strategy);
  const app = fastify();
  await app.register(fastifyCookie);
  await app.register(fastifySession, { secret, cookie: { secure: false } });
  await app.register(fastifyPassport.initialize());
  await app.register(fastifyPassport.secureSession());
  app.addHook('preValidation', checkMember);
  app.get('/auth/dingtalk', { preValidation: fastifyPassport.authenticate('dingtalk') }, async () => {});
  const finish = fastifyPassport.authenticate('dingtalk', { successRedirect: '/me' });
  app.get('/auth/dingtalk/callback', { preValidation: finish }, async () => {});
  app.get('/me', { preHandler: requireUser }, async (request) => request.user);
  app.get('/session', async (request) => ({ user: request.session.get('passport') }));
  app.setErrorHandler((error, _request, reply) => reply.code(describeProblem(error).status).send());
  await app.listen({ port: 0, host: '127.0.0.1' });
  begin(app.server.address().port, members);
}

function begin(port, members) {
  let aheadMs = 0;
  for (const clock of [Date, performance]) {
    const now = clock.now.bind(clock);
    clock.now = () => now() + aheadMs;
  }
  process.on('message', async ({ forwardMs, event }) => {
    aheadMs += forwardMs ?? 0;
    if (event) await members.onEvent(event);
    process.send('done');
  });
  process.send(port);
}

await (FRAMEWORK === 'fastify' ? startFastify() : startExpress());
process.on('disconnect', () => process.exit());
