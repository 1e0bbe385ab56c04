// A NestJS app of the recipes of docs/frameworks/nestjs.md and docs/after-sign-in.md, compiled to `signIn` and `members`, with
// the packages of `folder`. Says its port. Sets its clock forward by as many milliseconds as it is told.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { folder, signIn, members } = JSON.parse(process.env.NEST_APP);
const load = createRequire(join(folder, 'package.json'));
load('reflect-metadata');
const { NestFactory } = load('@nestjs/core');
const { Module } = load('@nestjs/common');
const passport = load('passport');
const session = load('express-session');

class App {}
Module({ imports: [load(signIn).DingTalkModule, load(members).MembersModule] })(App);
const app = await NestFactory.create(App, { logger: ['error', 'warn'] });
app.use(session({ secret: 'test', resave: false, saveUninitialized: false }), passport.session());
app.useGlobalFilters(new (load(signIn).DingTalkFilter)(app.getHttpAdapter()));
app.getHttpAdapter().get('/session', (req, res) => res.json(req.session.passport ?? {}));

let aheadMs = 0;
for (const clock of [Date, performance]) {
  const now = clock.now.bind(clock);
  clock.now = () => now() + aheadMs;
}
process.on('message', ({ forwardMs }) => {
  aheadMs += forwardMs;
  process.send('done');
});
await app.listen(0, '127.0.0.1');
process.send(app.getHttpServer().address().port);
process.on('disconnect', () => process.exit());
