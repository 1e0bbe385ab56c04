import type { DingTalkAppScopes } from '../../dingtalk/app-scopes.js';
import { setTimeout } from 'node:timers/promises';
import { DingTalkClient } from '../../dingtalk/client.js';
import { isDingTalkError } from '../../dingtalk/errors.js';
import { readTransportOptions, type TransportSettings } from '../../dingtalk/options.js';
import type { DingTalkTokens, DingTalkUser } from '../../dingtalk/readers.js';
import { redactor } from '../../dingtalk/redact.js';
import type { Io } from '../io.js';
import type { Recorder } from '../report/recorder.js';
import { finalCauses, findingOf } from './causes.js';
import { type CheckName, dependsOn, type Finding, fault, type Result, skipped } from './finding.js';
import { type EnvironmentProxy, readProxy, type Ways } from './network.js';
import type { Settings, Use } from './settings.js';

/** One thing that is looked at. */
export interface Check {
  name: CheckName;
  /** Only made when these went well, or at least could be passed. */
  needs: readonly CheckName[];
  /** Without a word otherwise. */
  isMade?: (exam: Examination) => boolean;
  make: (exam: Examination) => Finding | Promise<Finding>;
}

/** What a call gave, or what it means that it failed. */
export type Outcome<Value> = { value: Value; failed?: undefined } | { value?: undefined; failed: Finding };

/** How much longer than the application the doctor listens, to tell a slow answer from silence. */
const patience = 3;

/** Secrets and what is somebody's, and what keeps them out of whatever is written. */
export class Discretion {
  readonly #secrets = new Set<string>();
  readonly #personal = new Set<string>();

  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#secrets.add(secret);
  }

  /** Every text in a value, which may be a whole answer. */
  learnPerson(value: unknown): void {
    if (typeof value === 'string' && value.length > 1) this.#personal.add(value);
    if (typeof value !== 'object' || value === null) return;
    for (const one of Object.values(value)) this.learnPerson(one);
  }

  /** A line without secrets and control characters. */
  line(text: string): string {
    return redactor(this.#secrets)(text, Infinity);
  }

  /** A text of DingTalk's, in which people may be named too. */
  quote(text: string): string {
    // Names may have two characters, which the redaction of logs leaves alone.
    const names = [...this.#personal].sort((one, other) => other.length - one.length);
    return names.reduce((line, name) => line.replaceAll(name, '***'), this.line(text));
  }
}

/** DingTalk's limits last a second. */
const limitMs = 1100;

/** What is looked at, and what the checks have learned so far and leave to the next ones. */
export class Examination {
  readonly settings: Settings;
  readonly io: Io;
  readonly discretion: Discretion;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly proxy: EnvironmentProxy | undefined;
  /** How long the slowest call of the check took that is being made, in milliseconds. */
  ms: number | undefined;
  ways?: Ways;
  isThirdParty = false;
  /** Permissions for the directory. */
  readonly isGranted: Set<string> = new Set();
  /** The app's token for the organization. */
  appToken?: string;
  scopes?: DingTalkAppScopes | undefined;
  /** Why there are no {@link scopes}. */
  scopesRefused?: Finding | undefined;
  isSigningIn = false;
  code?: string;
  tokens?: DingTalkTokens;
  user?: DingTalkUser;
  userId?: string;
  readonly #recorder: Recorder;
  #client: DingTalkClient | undefined;

  constructor(settings: Settings, io: Io, discretion: Discretion, recorder: Recorder, signal: AbortSignal) {
    this.settings = settings;
    this.io = io;
    this.discretion = discretion;
    this.signal = signal;
    this.#recorder = recorder;
    this.proxy = settings.origins.api.startsWith('https:') ? readProxy(io.env) : undefined;
  }

  /** Settings are complete when this is used. */
  get client(): DingTalkClient {
    const { clientId = '', clientSecret = '' } = this.settings;
    this.#client ??= new DingTalkClient({ ...this.#transport, clientID: clientId, clientSecret });
    return this.#client;
  }

  get transport(): TransportSettings {
    return readTransportOptions(this.#transport);
  }

  get #transport() {
    const { region, origins, timeoutMs } = this.settings;
    return { region, origins, timeoutMs: timeoutMs * patience, agent: this.ways?.agent };
  }

  /** Reads something of the directory, once more when that is too often, as the application does. */
  async read<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
    const outcome = await this.ask(call);
    if (outcome.failed?.cause !== 'throttled' || outcome.failed.code === undefined) return outcome;
    await setTimeout(limitMs);
    return this.ask(call);
  }

  /** Makes a call. @throws whatever isn't DingTalk's fault or the network's */
  async ask<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
    const began = performance.now();
    try {
      return { value: await call() };
    } catch (error) {
      if (!isDingTalkError(error)) throw error;
      const quote = (text: string) => this.discretion.quote(text);
      return { failed: findingOf(error, this.#recorder.calls.at(-1)?.answer, this.settings, quote) };
    } finally {
      this.ms = Math.max(this.ms ?? 0, Math.round(performance.now() - began));
    }
  }

  /** What came last over the wire. */
  get lastBody(): string {
    return this.#recorder.calls.at(-1)?.answer?.body ?? '';
  }

  /** Whether the application uses one of these; `otherwise` where nobody has told. */
  isUsed(uses: readonly Use[], otherwise: boolean): boolean {
    const { uses: told } = this.settings;
    return told ? uses.some((use) => told.has(use)) : otherwise;
  }
}

/** The checks in their order, each result as soon as it is known. */
export async function* examine(exam: Examination, checks: readonly Check[]): AsyncGenerator<Result> {
  const found = new Map<CheckName, Result>();
  for (const check of checks) {
    if (check.isMade && !check.isMade(exam)) continue;
    exam.ms = undefined;
    const finding = hindrance(check, found) ?? slowness(exam, await check.make(exam));
    const result = { ...finding, name: check.name, ms: exam.ms };
    found.set(check.name, result);
    yield exam.settings.skip.has(check.name)
      ? { ...result, ...skipped('left-out', 'ignored (--skip)', '已跳过（--skip）') }
      : result;
  }
}

/** Why a check isn't made. */
function hindrance({ name, needs }: Check, found: ReadonlyMap<CheckName, Result>): Finding | undefined {
  const all = [...found.values()];
  const final = all.find(({ state, cause = '' }) => state === 'wrong' && finalCauses.has(cause));
  const missing = needs.flatMap((need) => found.get(need) ?? []).find(({ isPassable }) => !isPassable);
  // The organization's own secret has nothing to do with the app.
  const cause = (name === 'sso-secret' ? undefined : final) ?? missing;
  if (!cause) return undefined;
  if (cause.cause === 'not-asked') return skipped('not-asked', 'only a sign-in shows it', '登录后才能检查');
  return dependsOn(cause.dependsOn ?? cause.name);
}

/** An answer that came after the application would have given up. */
function slowness({ ms = 0, settings }: Examination, finding: Finding): Finding {
  if (finding.state !== 'ok' || ms <= settings.timeoutMs) return finding;
  return { ...fault('slow', settings, { took: (ms / 1000).toFixed(1) }), isPassable: true };
}
