import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultPeople, type SimulatorEndpoint } from '../../../lib/simulator/index.js';
import { agreeFor } from '../../helpers/start.js';
import {
  ENVIRONMENT,
  signIn,
  startCommand,
  startDingTalk,
  startDoctor,
  startSignIn,
  temporaryFolder,
} from '../helpers/doctor.js';

const [person] = defaultPeople;
const isText = (value: unknown): value is string => typeof value === 'string';

/** What the doctor knows of the app and, once it has read them, of the person and their record. */
const secrets = [ENVIRONMENT.DINGTALK_CLIENT_SECRET, ENVIRONMENT.DINGTALK_SSO_SECRET].filter(isText);
const personal = [person?.unionId, person?.nick, person?.mobile, person?.email].filter(isText);

/** The calls in their order, by what is known when they are made. */
const beforeThePerson = ['accessToken', 'corpToken', 'authScopes', 'getbyunionid', 'userGet'] as const;
const aboutThePerson = ['getbyunionid', 'userGet'] as const;

/** A text of DingTalk's, or of something in between, that quotes what nobody should read. */
const quoting = (values: readonly string[]) =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...values, ...values.map(encodeURIComponent)), fc.string(), fc.constant(' ')),
    )
    .map((parts) => parts.join(''));

function answerQuoting(values: readonly string[]) {
  const text = quoting(values);
  return fc.record({
    status: fc.constantFrom(200, 400, 403, 404, 429, 500, 502),
    body: fc.oneof(
      text,
      text.map((message) => `<html>${message}`),
      fc.record({ code: text, message: text, requestid: text }),
      fc.record({
        errcode: fc.constantFrom('50002', '60011', '60020', '60121', '99'),
        errmsg: text,
        request_id: text,
      }),
      fc.record({
        errcode: fc.constant(88),
        sub_code: fc.constantFrom('50003', '60011'),
        sub_msg: text,
        errmsg: text,
      }),
    ),
  });
}

/** Several at the same moment, as each waits a second where DingTalk says "too often". */
const severalOf = (endpoints: readonly SimulatorEndpoint[], quoted: readonly string[]) =>
  fc.array(
    fc.record({
      endpoint: fc.constantFrom(...endpoints),
      answer: answerQuoting(quoted),
      // However slow this machine is.
      args: fc
        .tuple(fc.constantFrom('en', 'zh'), fc.boolean())
        .map(([language, json]) => ['--timeout', '60', '--language', language, ...(json ? ['--json'] : [])]),
    }),
    { minLength: 20, maxLength: 20 },
  );

it('no secret of the app’s is printed, whatever comes instead of an answer', async () => {
  const property = fc.asyncProperty(severalOf(beforeThePerson, secrets), async (cases) => {
    const runs = cases.map(async ({ endpoint, answer, args }) => {
      const simulator = await startDingTalk();
      simulator.fail(endpoint, answer);
      const { stdout, stderr } = await startDoctor(simulator, args).finished;
      for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
    });
    await Promise.all(runs);
  });
  await fc.assert(property, { numRuns: 3 });
});

it('nothing of the person who signs in is printed, whatever comes instead of an answer about them', async () => {
  const quoted = [...personal, ...secrets];
  const property = fc.asyncProperty(severalOf(aboutThePerson, quoted), async (cases) => {
    const runs = cases.map(async ({ endpoint, answer, args }) => {
      const { simulator, doctor, address } = await startSignIn(args);
      // After the checks that ask about nobody.
      simulator.fail(endpoint, answer);
      const back = agreeFor(simulator, new URL(address).searchParams, person?.unionId ?? '');
      await (await fetch(back)).text();
      const { stdout, stderr } = await doctor.finished;
      for (const value of quoted) expect(stdout + stderr).not.toContain(value);
    });
    await Promise.all(runs);
  });
  await fc.assert(property, { numRuns: 2 });
});

it.each([[[]], [['--json']]])('no secret and no control character is in the last line: %j', async (args) => {
  const [secret = ''] = secrets;
  const env = { DINGTALK_CALLBACK_URL: `/callback\u001b[31m${secret}` };
  const { stdout } = await startDoctor(await startDingTalk(), args, { env }).finished;
  expect(stdout).toContain('/callback');
  expect(stdout).not.toContain(secret);
  for (const control of ['\u001b', '\\u001b']) expect(stdout).not.toContain(control);
});

/** What a gateway may say of the person, instead of DingTalk. */
const strange = {
  'a depth of 100,000': `${'['.repeat(100_000)}1${']'.repeat(100_000)}`,
  '40,000 texts': JSON.stringify(Array.from({ length: 40_000 }, (_, index) => `text ${index}`)),
};

it.each(Object.entries(strange))(
  'an answer about the person with %s is fine',
  async (_what, given) => {
    const fields = Array.from({ length: 20_000 }, (_, index) => `f${index.toString(36).replace(/\d/g, '_')}`);
    const others = [...new Set(fields)].map((name) => `"${name}":1`).join();
    const report = join(temporaryFolder(), 'report.json');
    const { simulator, doctor, address } = await startSignIn(['--report', report]);
    simulator.fail('me', { body: `{"unionId":"union","nick":"nick","given":${given},${others}}` });
    await signIn(address);
    const { stdout, stderr } = await doctor.finished;
    expect(stderr).toBe('');
    expect(stdout).toContain('found.');
    expect(readFileSync(report, 'utf8')).toContain('/v1.0/contact/users/me');
  },
  20_000,
);

it('the password of a proxy is not printed, even where DEBUG has libraries say what they do', async () => {
  const env = { HTTPS_PROXY: 'http://user:hunter2@127.0.0.1:1', DEBUG: '*' };
  const doctor = startCommand(['doctor', '--dingtalk', 'https://dingtalk.invalid', '--json'], { env });
  const { stdout, stderr } = await doctor.finished;
  expect(stderr).toContain('https-proxy-agent');
  expect(stdout).toContain('proxy-unreachable');
  expect(stdout + stderr).not.toContain('hunter2');
});
