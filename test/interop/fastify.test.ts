import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import secureSession from '@fastify/secure-session';
import type { FastifyInstance } from 'fastify';
import type { DingTalkStrategy } from '../../lib/strategy.js';
import { importRecipe } from '../helpers/documentation.js';
import { beginOptions, endOptions, stateInSession } from './app-under-test.js';
import { fastifyApp, inMemory } from './frameworks.js';
import { describeSignIn } from './sign-in-suite.js';

describeSignIn('Fastify with @fastify/session', (strategy) => buildApp(strategy));

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
      await inMemory(app);
      type Recipe = { leadToReply(app: FastifyInstance): void };
      (await importRecipe<Recipe>('docs/sessions.md', 'leadToReply')).leadToReply(app);
    }),
  stateInSession,
);

async function buildApp(
  strategy: DingTalkStrategy,
  addSessions?: (app: FastifyInstance) => Promise<void>,
): Promise<RequestListener> {
  const { app, passport, ready } = await fastifyApp(addSessions);
  passport.use(strategy);
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
  return ready();
}
