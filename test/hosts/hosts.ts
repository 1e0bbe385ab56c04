import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { documentAt } from '../helpers/markdown.js';
import { locationOf, type Visitor } from '../helpers/visitor.js';

/** A framework's application, as the framework's page in the documentation has it. */
export interface Host {
  /** Below test/: where its packages are, if they are not this checkout's own. */
  folder?: string;
  /** Whether the package is copied there: by a link TypeScript would find this checkout's types beside the folder's. */
  isCopied?: boolean;
  page: string;
  /** Has files of the page's program be written as another version of the framework wants them. */
  change?(code: string): string;
  /** Files beside those of the page. */
  files?: Readonly<Record<string, string>>;
  /** What starts it: a file of the program, or one of children/. */
  start: { file: string } | { child: string };
  begin: string;
  callback: string;
  /** The unionId of who is signed in; undefined when nobody is. */
  user(visitor: Visitor, response: Response): Promise<string | undefined>;
  /** What the user gets to read of a sign-in that did not succeed. */
  reason(visitor: Visitor, response: Response): Promise<string>;
  texts: Texts;
  /** What it has written to its log; absent where it writes nothing. */
  log?(app: string, printed: string): string;
  /** An error of the application's own that has nothing to do with signing in: where it is, and what its answer is. */
  ownErrors?: { path: string; method: 'get' | 'post'; answer: RegExp }[];
  /** The route that a page inside DingTalk posts its code to. */
  inApp?: string;
  /** What it does once somebody is signed in. */
  afterwards?(visitor: Visitor): Promise<void>;
}

/** What the user reads: without consent, in another browser, while DingTalk is busy, when the application breaks. */
interface Texts {
  refused: RegExp;
  foreign: RegExp;
  /** The same by `Accept-Language`. */
  foreignInChinese?: RegExp;
  busy: RegExp;
  broken?: RegExp;
}

const refused = /did not agree/;
const foreign = /did not begin in this browser/;
const busy = /^429 .*Too many people are signing in/;
/** Of an error that is written for administrators, where a host shows it. */
const adminMessage = /DingTalk limits how often this app or server may call/;

const routes = { begin: '/auth/dingtalk', callback: '/auth/dingtalk/callback' };
const printed = (_app: string, text: string) => text;
const home = async (visitor: Visitor) => (await json<{ user: { id: string } | null }>(visitor, '/')).user?.id;
const answer = async (_visitor: Visitor, response: Response) => `${response.status} ${await response.text()}`;

/** Where failures and errors come to one place, with all that there is to say. */
const whole: Pick<Host, 'begin' | 'callback' | 'user' | 'reason' | 'texts' | 'log'> = {
  ...{ ...routes, user: home, reason: answer, log: printed },
  texts: {
    ...{ refused, busy, foreign: /^403 .*did not begin in this browser/ },
    ...{ foreignInChinese: /^403 .*本次登录不是在此浏览器中发起的/, broken: /^500 / },
  },
};

/** Where a failure is a message in the session. */
const inSession: Pick<Host, 'user' | 'reason'> = {
  user: home,
  async reason(visitor, response) {
    if (response.status >= 400) return answer(visitor, response);
    expect(locationOf(response).pathname).toBe('/sign-in');
    return (await json<{ messages: string[] }>(visitor, '/sign-in')).messages.at(-1) ?? '';
  },
};

function inFiles(app: string): string {
  const folder = join(app, 'logs/app');
  const logs = readdirSync(folder).filter((name) => name.includes('.log'));
  return logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}

const start = { file: 'app.ts' };
export const hosts: Record<string, Host> = {
  'Express 5': { page: 'express.md', start, ...whole },
  'Express 4': {
    ...{ page: 'express.md', start, ...whole },
    change: (code) => code.replace("from 'express'", "from 'express4'"),
  },
  Fastify: { page: 'fastify.md', start, ...whole },
  Koa: { page: 'koa.md', start, ...whole },
};

/** What has to compile in Nest too. */
const otherNestStrategies = `
import { PassportStrategy } from '@nestjs/passport';
import { type DingTalkAdminProfile, DingTalkAdminStrategy, DingTalkInAppStrategy, type DingTalkProfile, DingTalkStrategy, type DingTalkTokenParams } from 'passport-dingtalk-oauth2';

const app = { clientID: 'a', clientSecret: 'b' };
export class WithRequest extends PassportStrategy(DingTalkStrategy) {
  constructor() {
    super({ ...app, callbackURL: '/c', passReqToCallback: true });
  }
  validate(request: object, _accessToken: string, _refreshToken: string, profile: DingTalkProfile) {
    return { request, profile };
  }
}
export class WithParams extends PassportStrategy(DingTalkStrategy, 'dingtalk', true) {
  constructor() {
    super({ ...app, callbackURL: '/c' });
  }
  validate(_accessToken: string, _refreshToken: string, params: DingTalkTokenParams, profile: DingTalkProfile) {
    return { params, profile };
  }
}
export class Misspelt extends PassportStrategy(DingTalkStrategy) {
  constructor() {
    // @ts-expect-error: nobody reads it
    super({ ...app, callbackURL: '/c', memberShip: 'required' });
  }
  validate(_accessToken: string, _refreshToken: string, profile: DingTalkProfile) {
    return profile;
  }
}
export class InApp extends PassportStrategy(DingTalkInAppStrategy) {
  constructor() {
    super({ ...app, passReqToCallback: true });
  }
  validate(request: object, profile: DingTalkProfile) {
    return { request, profile };
  }
}
export class Admin extends PassportStrategy(DingTalkAdminStrategy) {
  constructor() {
    super({ corpId: 'a', ssoSecret: 'b' });
  }
  validate(profile: DingTalkAdminProfile) {
    return profile;
  }
}
`;

const withoutFastify = (code: string) => (code.includes('platform-fastify') ? '' : code);
for (const version of [10, 11, 12]) {
  hosts[`NestJS ${version}`] = {
    ...{ folder: `interop/nest/${version}`, page: 'nestjs.md', start: { file: 'dist/main.js' }, ...whole },
    ...{ files: { 'other-strategies.ts': otherNestStrategies }, change: withoutFastify },
  };
}
hosts['NestJS 12 on Fastify'] = {
  ...{ folder: 'interop/nest/12', page: 'nestjs.md', start: { file: 'dist/main-fastify.js' }, ...whole },
  // As the page says.
  change: (code) =>
    code
      .replace(/^ *await super\.logIn.*\n/m, '')
      .replace('status(status).json(', 'status(status).send(')
      .replace(
        "@Redirect('/')\n  finish(): void {}",
        'finish(@Req() request: { user?: object }) { return { user: request.user }; }',
      )
      .replace('  Redirect,\n', ''),
  async user(_visitor, response) {
    const body = response.bodyUsed ? {} : ((await response.json()) as { user?: { id: string } });
    return body.user?.id;
  },
};

/** Routes beside those of the page. */
const eggRoutes = `
  require('./in-app')(app);
  app.get('/own', (ctx) => ctx.throw(422, 'bad input'));
  app.get('/status-only', () => {
    throw Object.assign(new Error('of the database'), { status: 404 });
  });
};`;

/** What the page has one add to the files of its program. */
const eggAdditions = documentAt('docs/frameworks/egg.md').blocks.map(({ code }) => code);
const eggAddition = (mark: string) => eggAdditions.find((code) => code.includes(mark)) ?? '';

function changeEgg(code: string): string {
  if (code.startsWith('// app/router.js')) return code.replace(/\n\};\s*$/, eggRoutes);
  if (code.startsWith('// config/config.default.js')) return `${code}\n${eggAddition('exports.security')}`;
  if (!code.startsWith('// app.js')) return code;
  return code.replace(
    /\n\};\s*$/,
    `\n{${eggAddition('DingTalkMembers')}\n${eggAddition('session.regenerate')}}\n};`,
  );
}

for (const version of [3, 4]) {
  hosts[`Egg ${version}`] = {
    change: changeEgg,
    inApp: '/auth/dingtalk/in-app',
    ownErrors: [
      { path: '/own', method: 'get', answer: /^422 bad input$/ },
      { path: '/status-only', method: 'get', answer: /^404 Something went wrong here/ },
      { path: '/', method: 'post', answer: /^403 .*csrf token/ },
    ],
    ...{ folder: `hosts/egg-${version}`, page: 'egg.md', start: { child: 'egg.mjs' }, ...inSession },
    ...{ begin: '/passport/dingtalk', callback: '/passport/dingtalk/callback' },
    texts: { refused, foreign, busy, broken: /^500 / },
    log: inFiles,
  };
  hosts[`Midway ${version}`] = {
    ...{ folder: `hosts/midway-${version}`, page: 'midway.md', start: { child: 'midway.mjs' } },
    ...{ ...inSession, ...routes, log: inFiles },
    texts: { refused, foreign, busy: /^500 .*Something went wrong here/, broken: /^500 / },
  };
}

hosts['Node-RED 4'] = {
  ...{ folder: 'hosts/node-red-4', page: 'node-red.md', start: { child: 'node-red.mjs' } },
  ...{ begin: '/auth/strategy', callback: '/auth/strategy/callback' },
  texts: { refused: /: Forbidden$/, foreign: /: Forbidden$/, busy: adminMessage },
  async user(visitor, response) {
    // Not encoded: a plus stands for itself.
    const [, token] = /access_token=(.+)/.exec(locationOf(response).search) ?? [];
    if (!token) return undefined;
    const headers = { authorization: `Bearer ${token}` };
    const { user } = await json<{ user?: { username: string } }>(visitor, '/settings', headers);
    return user?.username;
  },
  reason: async (_visitor, response) => locationOf(response).searchParams.get('session_message') ?? '',
};

interface BackstageAnswer {
  response?: { backstageIdentity: { identity: { userEntityRef: string } }; profile: object };
  error?: { message: string };
}

async function webMessage(response: Response): Promise<BackstageAnswer> {
  const [, data = ''] = /decodeURIComponent\('([^']*)'\)/.exec(await response.clone().text()) ?? [];
  return JSON.parse(decodeURIComponent(data)) as BackstageAnswer;
}

hosts.Backstage = {
  isCopied: true,
  ...{ folder: 'hosts/backstage', page: 'backstage.md', start: { child: 'backstage.mjs' } },
  ...{ begin: '/api/auth/dingtalk/start?env=development', callback: '/api/auth/dingtalk/handler/frame' },
  texts: {
    refused: /^Authentication rejected, You did not agree/,
    foreign: /^Auth response is missing cookie nonce$/,
    busy: adminMessage,
  },
  async user(_visitor, response) {
    const { response: signedIn } = await webMessage(response);
    return signedIn?.backstageIdentity.identity.userEntityRef.replace('user:default/', '');
  },
  reason: async (_visitor, response) => (await webMessage(response)).error?.message ?? '',
  async afterwards(visitor) {
    const refresh = '/api/auth/dingtalk/refresh?env=development';
    const headers = { 'x-requested-with': 'XMLHttpRequest' };
    const refreshed = await json<BackstageAnswer['response']>(visitor, refresh, headers);
    // The address is the person's own, of which Backstage is to make no identity.
    expect(refreshed?.profile).toEqual({ displayName: expect.stringMatching(/^union-/) });
    expect(refreshed?.backstageIdentity.identity.userEntityRef).toMatch(/^user:default\/union-/);
  },
};

async function json<Answer>(
  visitor: Visitor,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return (await visitor.get(path, headers)).json() as Promise<Answer>;
}
