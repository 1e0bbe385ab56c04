import { startSimulator } from '../../simulator/index.js';
import { readOptions } from '../../simulator/settings/options.js';
import type { Simulator, SimulatorOptions } from '../../simulator/types.js';
import { setUp } from '../../simulator/world/dingtalk.js';
import { runWithUsage } from '../command-line.js';
import type { Io } from '../io.js';
import type { Language, Words } from '../language.js';
import { readConfig, StartError } from './config.js';
import { greeting } from './greeting.js';
import { readSettings, type Settings, usage } from './settings.js';

const DEFAULT_PORT = 8080;

/** `passport-dingtalk-oauth2 simulator` */
export async function simulatorCommand(args: string[], io: Io): Promise<number> {
  const read = () => readSettings(args, io);
  return runWithUsage(args, io, usage, read, (settings) => run(settings, io));
}

async function run({ port, config, language }: Settings, { stdout, stderr }: Io): Promise<number> {
  try {
    const data = config === undefined ? {} : readConfig(config, language);
    const options = { ...data, port: port ?? data.port ?? DEFAULT_PORT, control: true };
    const setup = setUp(readOptions(options, language));
    const stopped = signalled();
    const simulator = await start(options, language);
    stdout.write(greeting(simulator.origins.login, setup, language));
    await stopped;
    await simulator.close();
    return 0;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Ctrl-C, or what a supervisor sends. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** @throws StartError for a port that cannot be had */
async function start(options: SimulatorOptions & { port: number }, language: Language): Promise<Simulator> {
  const { port } = options;
  try {
    return await startSimulator(options);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const other = port === 8081 ? 8082 : 8081;
    const words: Readonly<Record<string, Words>> = {
      EADDRINUSE: {
        en: `Port ${port} is in use. Stop the program that uses it, or choose another: --port ${other}`,
        zh: `端口 ${port} 已被占用。请停止占用它的程序，或换一个端口：--port ${other}`,
      },
      EACCES: {
        en: `Port ${port} needs more privileges: choose one above 1023 with --port.`,
        zh: `无权使用端口 ${port}：请用 --port 选择大于 1023 的端口。`,
      },
    };
    throw words[code] ? new StartError(words[code][language]) : error;
  }
}
