import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { doctorCommand } from '../../../lib/cli/doctor/command.js';
import { ENVIRONMENT, freeCallback, signIn, startDingTalk } from '../helpers/doctor.js';

/** The doctor with a person at a terminal. */
async function atTerminal(args: string[] = [], client = {}) {
  const callback = await freeCallback();
  const simulator = await startDingTalk({ redirectUrls: [callback], ...client });
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const printed = new PassThrough().setEncoding('utf8');
  let text = '';
  printed.on('data', (chunk: string) => {
    text += chunk;
  });
  const stdout = { isTTY: true, write: (chunk: string) => printed.write(chunk) };
  const code = doctorCommand(
    ['--dingtalk', simulator.origins.api, '--callback-url', callback, '--language', 'en', ...args],
    { stdin, stdout, stderr: stdout, env: ENVIRONMENT },
  );
  return {
    code,
    text: () => text,
    type: (line: string) => stdin.write(`${line}\n`),
    hangUp: () => stdin.end(),
    async printed(pattern: RegExp) {
      while (!pattern.test(text)) await new Promise((resolve) => printed.once('data', resolve));
      return pattern.exec(text)?.[0] ?? '';
    },
  };
}

const address = /^http\S+\/oauth2\/auth\?\S+$/m;

it('offers the sign-in where the flag is missing, and makes it when the person says yes', async () => {
  const doctor = await atTerminal();
  await doctor.printed(/\[y\/N\]/);
  expect(doctor.text()).toContain('sso-secret');
  doctor.type('y');
  await signIn(await doctor.printed(address));
  expect(await doctor.code).toBe(0);
  expect(doctor.text()).toMatch(/Sign-in works\./);
});

it.each(['', 'n', 'what?'])('takes the answer “%s” for a no', async (answer) => {
  const doctor = await atTerminal();
  await doctor.printed(/\[y\/N\]/);
  doctor.type(answer);
  expect(await doctor.code).toBe(0);
  expect(doctor.text()).toContain('Not checked');
});

it('takes the end of the input for a no', async () => {
  const doctor = await atTerminal();
  await doctor.printed(/\[y\/N\]/);
  doctor.hangUp();
  expect(await doctor.code).toBe(0);
});

it('does not ask with the flag, and stops waiting at Enter', async () => {
  const doctor = await atTerminal(['--sign-in']);
  await doctor.printed(address);
  expect(doctor.text()).not.toContain('[y/N]');
  expect(doctor.text()).toContain('If the browser doesn’t come back from DingTalk, press Enter.');
  doctor.type('');
  expect(await doctor.code).toBe(1);
  expect(doctor.text()).toContain('the browser didn’t come back from DingTalk');
});

it('does not offer what cannot work, nor anything with --json', async () => {
  const unpublished = await atTerminal([], { published: false });
  expect(await unpublished.code).toBe(1);
  expect(unpublished.text()).not.toContain('[y/N]');
  const json = await atTerminal(['--json']);
  expect(await json.code).toBe(0);
  expect(JSON.parse(json.text())).toMatchObject({ ok: true });
});
