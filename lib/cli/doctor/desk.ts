import { createInterface } from 'node:readline';
import type { Io } from '../io.js';
import type { Words } from '../language.js';
import type { Desk } from './authorization.js';
import type { Settings } from './settings.js';

/** Whether there is a person at both ends. */
function isTerminal({ stdin, stdout }: Io): boolean {
  return Boolean(stdin?.isTTY && stdout.isTTY);
}

export function openDesk(io: Io, { json, language, callbackUrl, patienceMs }: Settings): Desk {
  // With --json nothing but the object goes to stdout.
  const out = json ? io.stderr : io.stdout;
  const isAnswered = isTerminal(io) && !json;
  return {
    invite(address) {
      out.write(
        `\n${invitation[language](callbackUrl.href, isAnswered ? givingUp[language] : '')}\n\n${address}\n\n`,
      );
    },
    patience() {
      const { stdin } = io;
      let stop = () => {};
      const over = new Promise<undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), patienceMs);
        const lines = isAnswered && stdin ? createInterface({ input: stdin, terminal: false }) : undefined;
        lines?.once('line', () => resolve(undefined));
        stop = () => {
          clearTimeout(timer);
          lines?.close();
        };
      });
      return { over, stop };
    },
  };
}

/** Asks, where there is somebody to ask. */
export async function offerSignIn(io: Io, { json, language }: Settings): Promise<boolean> {
  const { stdin, stdout } = io;
  if (json || !stdin || !isTerminal(io)) return false;
  // Not as a terminal of its own: Ctrl-C is to end the process as ever.
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    stdout.write(`\n${offer[language]} `);
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
    });
    return /^\s*(?:y|yes|是|好)\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}

const offer: Words = {
  en: 'Some things only show when somebody signs in. Do that now, in a browser on this machine? [y/N]',
  zh: '有些问题要登录之后才能发现。现在在本机浏览器中登录一次吗？[y/N]',
};

const invitation = {
  en: (url: string, more: string) =>
    `Sign in with a browser on this machine; ${url} has to be registered.${more} Open:`,
  zh: (url: string, more: string) => `请在本机浏览器中登录，重定向 URL ${url} 须已登记。${more}请打开：`,
};

const givingUp: Words = {
  en: ' Press Enter if DingTalk does not lead back.',
  zh: '如果没有跳转回来，请按回车键。',
};
