import type { SimulatorClient, SimulatorPerson } from '../../../lib/simulator/index.js';
import type { Answers, Certificate, OtherServer, ProxyFault } from './servers.js';

/** How a fault is made to look as it really does. */
interface Setup {
  app?: Partial<SimulatorClient>;
  people?: readonly SimulatorPerson[];
  answers?: Answers;
  /** What DingTalk's certificate is like; plain HTTP without one. */
  tls?: Certificate;
  /** By `NODE_EXTRA_CA_CERTS`. @defaultValue true */
  isTrusted?: boolean;
  /** Instead of a DingTalk. */
  server?: OtherServer;
  proxy?: ProxyFault;
  /** DingTalk's names: led to DingTalk here (`true`), or the error of looking them up. */
  hosts?: Readonly<Record<string, true | string>>;
  /** The value of `--dingtalk`, and none if empty. */
  at?: string;
  /** The command's flags; `{…}` in them and in what follows is filled in by `build`. */
  args?: string;
  env?: Readonly<Record<string, string>>;
  /** In the folder where the command runs. */
  files?: Readonly<Record<string, string | Buffer | typeof folder | typeof loop>>;
  /** What the person does with the address. */
  signIn?:
    | 'agrees'
    | 'refuses'
    | 'does not come'
    | 'interrupts'
    | { as?: string; corpId?: string; query?: string };
  /** Whether it is one that the command writes to and reads from. */
  isTerminal?: boolean;
  /** What is done to the command. */
  meanwhile?: 'interrupt at the first call' | 'close stdout' | 'close stdout after a line';
}

/** A file that is none. */
export const folder = Symbol('folder');
/** A link to itself. */
export const loop = Symbol('loop');

export type Words = readonly (string | RegExp)[];

interface Expected {
  /** 1 for what is broken and 0 for what is fine, unless told otherwise. */
  exit?: number | readonly number[];
  /** In the English output, whose lines are joined. */
  says?: Words;
  /** In no language. */
  hides?: Words;
  /** In the Chinese output, without its blanks. */
  zh?: Words;
  /** The state of some checks in `--json`. */
  checks?: Readonly<Record<string, string>>;
  /** The cause that some check names there. */
  cause?: string;
  /** How many calls DingTalk gets. */
  calls?: number;
  /** A JSON file that is there afterwards. */
  writes?: string;
  /** @defaultValue false */
  isColoured?: boolean;
}

/** A fault, and what the doctor has to make of it. */
export interface Case extends Setup, Expected {
  fault: string;
  truth: 'broken' | 'fine' | 'limited';
}

const of =
  (truth: Case['truth']) =>
  (fault: string, setup: Setup, says: Words = [], expected: Expected = {}) =>
    ({ fault, truth, ...setup, says, ...expected }) satisfies Case;

/** What leads DingTalk’s own names to the DingTalk here. */
export const ownHosts = {
  tls: 'good',
  at: '',
  hosts: { 'api.dingtalk.com': true, 'oapi.dingtalk.com': true, 'login.dingtalk.com': true },
} as const;

/** Nobody can sign in, or what was asked for does not work. */
export const broken = of('broken');
export const fine = of('fine');
export const limited = of('limited');
