import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What a compiler shows: where it begins to underline, and the properties and parameters that it speaks of. */
interface Shown {
  at: string;
  names: string[];
}

/** Names of this checkout's node_modules. */
const compilers = { '5.4': 'typescript54', '5.9': 'typescript5', 7: 'typescript' };

const methods: Record<string, { options: string; tokens?: string[]; profile: string }> = {
  DingTalkStrategy: {
    options: "clientID: 'a', clientSecret: 'b', callbackURL: '/c'",
    tokens: ['accessToken', 'refreshToken'],
    profile: 'DingTalkProfile',
  },
  DingTalkInAppStrategy: { options: "clientID: 'a', clientSecret: 'b'", profile: 'DingTalkInAppProfile' },
  DingTalkAdminStrategy: { options: "corpId: 'a', ssoSecret: 'b'", profile: 'DingTalkAdminProfile' },
};

interface Program {
  name: string;
  code: string;
  shown: Shown[];
}

const programs: Program[] = Object.entries(methods).flatMap(([method, { options, tokens = [], profile }]) => {
  const parameters = (...last: string[]) => `(${[...tokens, ...last].join(', ')})`;
  const typed = (given: string) =>
    parameters(`profile: ${given}`, 'done: DingTalkVerifyCallback')
      .replace('accessToken', 'accessToken: string')
      .replace('refreshToken', 'refreshToken: string');
  const body = '=> done(null, { id: profile.id })';
  const accept = `${parameters('profile', 'done')} ${body}`;
  const acceptRequest = `(req, ${accept.slice(1)}`;
  const program = (name: string, given: string, verify: string, at: string, ...names: string[]): Program => ({
    name: `${method}, ${name}`,
    code: `new ${method}({ ${given} }, ${verify});`,
    shown: [{ at, names }],
  });
  const [secret = ''] = /\w+Secret/.exec(options) ?? [];
  const without = options.replace(/, \w+Secret: 'b'/, '');
  const withRequest = `${options}, passReqToCallback: true`;
  const [first = 'profile'] = tokens;
  const start = `(${first}`;
  const other = '{ id: number }';
  const inferred = `${parameters(`profile: ${other}`, 'done')} => done()`;
  return [
    program(
      'a misspelt option',
      `${options}, timeoutMS: 5000`,
      accept,
      'timeoutMS',
      'timeoutMS',
      'timeoutMs',
    ),
    program(
      'a misspelt option beside another callback',
      `${withRequest}, agnet: 5`,
      acceptRequest,
      'agnet',
      'agnet',
      'agent',
    ),
    program('a wrong value', `${options}, timeoutMs: '5000'`, accept, 'timeoutMs'),
    program(
      'a wrong value with the request',
      `${withRequest}, allowedCorpIds: 'a'`,
      acceptRequest,
      'allowedCorpIds',
    ),
    program(
      'a flag that may be either',
      `${options}, passReqToCallback: Math.random() > 1`,
      accept,
      'passReqToCallback',
    ),
    program('no secret', without, accept, `{ ${without.split(':')[0]}`, secret),
    program('a profile of another type', options, `${typed(other)} => done()`, start, 'profile', 'id'),
    program('a profile of another type, the rest inferred', options, inferred, start, 'profile', 'id'),
    program('a request that nobody passes', withRequest, `${typed(profile)} => done()`, start, first, 'req'),
    program('a result instead of done', options, `${parameters('profile')} => ({ id: profile.id })`, '({ id'),
    program(
      'a promise of a result instead of done',
      options,
      `async ${parameters('profile')} => { return { id: profile.id }; }`,
      'async',
    ),
  ];
});

const options = methods.DingTalkStrategy?.options;
programs.push(
  {
    name: 'DingTalkStrategy, a profile of another type after params',
    code: `new DingTalkStrategy({ ${options} }, (accessToken: string, refreshToken: string, params: DingTalkTokenParams, profile: { id: number }, done: DingTalkVerifyCallback) => done());`,
    shown: [{ at: '(accessToken', names: ['profile', 'id'] }],
  },
  {
    // Nothing is wrong with what it infers: what is called `profile` is a token, and what is called `done` a profile.
    name: 'DingTalkStrategy, a request that nobody takes, all inferred',
    code: `new DingTalkStrategy({ ${options}, passReqToCallback: true }, (accessToken, refreshToken, profile, done) => done(null, { id: profile }));`,
    shown: [{ at: 'done', names: [] }],
  },
);

const folder = mkdtempSync(join(tmpdir(), 'explained-'));
const header = `import { DingTalkAdminStrategy, DingTalkInAppStrategy, DingTalkStrategy } from ${JSON.stringify(join(root, 'dist/index.js'))};
import type { DingTalkAdminProfile, DingTalkInAppProfile, DingTalkProfile, DingTalkTokenParams, DingTalkVerifyCallback } from ${JSON.stringify(join(root, 'dist/index.js'))};
`;

beforeAll(() => {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2022', module: 'nodenext', strict: true, exactOptionalPropertyTypes: true },
        ...{ types: [], skipLibCheck: true, noEmit: true, pretty: false },
      },
      include: ['*.mts'],
    }),
  );
  programs.forEach(({ code }, index) => {
    writeFileSync(join(folder, `${index}.mts`), `${header}${code}\n`);
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a compiler prints, by program. */
async function compile(typescript: string): Promise<{ shown: Shown[]; text: string }[]> {
  const tsc = join(root, 'node_modules', typescript, 'bin/tsc');
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, '-p', folder], { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  const found = programs.map(() => ({ shown: [] as Shown[], text: '' }));
  for (const [text, index, line, column, message = ''] of output.matchAll(
    /^(\d+)\.mts\((\d+),(\d+)\): error TS\d+: (.*(?:\n .*)*)/gm,
  )) {
    const program = found[Number(index)];
    const code = `${header}${programs[Number(index)]?.code}`
      .split('\n')
      [Number(line) - 1]?.slice(Number(column) - 1);
    program?.shown.push({ at: code?.match(/^\W*\w+/)?.[0] ?? '', names: namesIn(message) });
    if (program) program.text += text;
  }
  expect(output.split('\n').filter((line) => /^\S/.test(line) && !/^\d+\.mts\(/.test(line))).toEqual([]);
  return found;
}

/** Properties and parameters: what stands alone in quotes, is no type's name and no type of the language. */
function namesIn(message: string): string[] {
  const quoted = [...message.matchAll(/'([a-z]\w*)'/gi)].map(([, name]) => name as string);
  const isName = (name: string) =>
    /^[a-z]/.test(name) && !/^(?:string|number|boolean|void|true|false|undefined|any)$/.test(name);
  return [...new Set(quoted.filter(isName))];
}

describe.each(Object.entries(compilers))('TypeScript %s', (_version, typescript) => {
  it('names what is wrong, and nothing that is not', async () => {
    const found = await compile(typescript);
    const named = programs.map(({ name }, index) => ({ name, shown: found[index]?.shown }));
    expect(named).toEqual(programs.map(({ name, shown }) => ({ name, shown })));
    expect(found.map(({ text }) => text).join('\n')).not.toMatch(/overload/i);
  }, 120_000);
});
