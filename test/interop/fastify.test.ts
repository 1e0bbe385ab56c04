import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import cookie from '@fastify/cookie';
import formBody from '@fastify/formbody';
import { Authenticator } from '@fastify/passport';
import secureSession from '@fastify/secure-session';
import session from '@fastify/session';
import fastify, { type FastifyInstance } from 'fastify';
import type { DingTalkStrategy } from '../../lib/strategy.js';
import { importRecipe } from '../helpers/documentation.js';
import { beginOptions, endOptions, sessionSecret, stateInSession, type User } from './app-under-test.js';
import { describeSignIn } from './sign-in-suite.js';

describeSignIn('Fastify with @fastify/session', (strategy) =>
  buildApp(strategy, async (app) => {
    await app.register(cookie);
    await app.register(session, { secret: sessionSecret, cookie: { secure: false } });
  }),
);

// The whole session travels in the cookie, and is a proxy that can't delete.
describeSignIn('Fastify with @fastify/secure-session', (strategy) =>
  buildApp(strategy, async (app) => {
    await app.register(secureSession, { key: randomBytes(32), cookie: { path: '/' } });
  }),
);

describeSignIn(
  'Fastify with the state in the session',
  (strategy) =>
    buildApp(strategy, async (app) => {
      await app.register(cookie);
      await app.register(session, { secret: sessionSecret, cookie: { secure: false } });
      type Recipe = { leadToReply(app: FastifyInstance): void };
      (await importRecipe<Recipe>('docs/sessions.md', 'leadToReply')).leadToReply(app);
    }),
  stateInSession,
);

async function buildApp(
  strategy: DingTalkStrategy,
  addSession: (app: FastifyInstance) => Promise<void>,
): Promise<RequestListener> {
  const passport = new Authenticator();
  passport.use(strategy);
  passport.registerUserSerializer(async (user: User) => user);
  passport.registerUserDeserializer(async (user: User) => user);

  let listener: RequestListener | undefined;
  const app = fastify({
    serverFactory(handler) {
      listener = handler;
      return createServer();
    },
  });
  await addSession(app);
  await app.register(formBody);
  await app.register(passport.initialize());
  await app.register(passport.secureSession());

  app.get('/auth/dingtalk', { preValidation: passport.authenticate('dingtalk', beginOptions) }, () => {});
  app.route({
    method: ['GET', 'POST'],
    url: '/auth/dingtalk/callback',
    preValidation: passport.authenticate('dingtalk', endOptions),
    handler: () => {},
  });
  app.get('/', (request, reply) => reply.type('application/json').send(JSON.stringify(request.user ?? null)));
  app.get('/failed', (request) => request.session.get('messages') ?? []);
  app.post('/sign-out', async (request, reply) => {
    await request.logOut();
    return reply.redirect('/');
  });
  await app.ready();
  if (!listener) throw new Error('Fastify asked for no server');
  return listener;
}
