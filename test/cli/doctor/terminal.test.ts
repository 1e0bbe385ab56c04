import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { freeCallback, signIn, startDingTalk, startWithin } from '../helpers/doctor.js';

/** The doctor with a person at a terminal. */
async function atTerminal(args: string[] = [], client = {}) {
  const callback = await freeCallback();
  const simulator = await startDingTalk({ redirectUrls: [callback], ...client });
  const stdin = new PassThrough();
  const flags = ['--dingtalk', simulator.origins.api, '--callback-url', callback, '--language', 'en'];
  return { ...startWithin([...flags, ...args], {}, stdin), stdin };
}

const address = /^http\S+\/oauth2\/auth\?\S+$/m;

it('offers the sign-in where the flag is missing, and makes it when the person says yes', async () => {
  const doctor = await atTerminal();
  expect(await doctor.printed(/[\s\S]*\[y\/N\]/)).toContain('sso-secret');
  doctor.stdin.write('y\n');
  await signIn(await doctor.printed(address));
  expect(await doctor.finished).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Sign-in works.'),
  });
});

it.each(['\n', 'n\n', 'what?\n', undefined])('takes the answer %j, or the end, for a no', async (answer) => {
  const doctor = await atTerminal();
  await doctor.printed(/\[y\/N\]/);
  if (answer) doctor.stdin.write(answer);
  else doctor.stdin.end();
  expect(await doctor.finished).toMatchObject({ code: 0, stdout: expect.stringContaining('Not checked') });
});

it('does not ask with the flag, and stops waiting at Enter', async () => {
  const doctor = await atTerminal(['--sign-in']);
  await doctor.printed(address);
  doctor.stdin.write('\n');
  const { code, stdout } = await doctor.finished;
  expect(code).toBe(1);
  expect(stdout).not.toContain('[y/N]');
  expect(stdout).toContain('If the browser doesn’t come back from DingTalk, press Enter.');
  expect(stdout).toContain('the browser didn’t come back from DingTalk');
});

it('does not offer what cannot work, nor anything with --json', async () => {
  const unpublished = await (await atTerminal([], { published: false })).finished;
  expect(unpublished).toMatchObject({ code: 1, stdout: expect.not.stringContaining('[y/N]') });
  const { code, stdout } = await (await atTerminal(['--json'])).finished;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
});
