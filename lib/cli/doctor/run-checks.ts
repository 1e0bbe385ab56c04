import { setTimeout } from 'node:timers/promises';
import type { DingTalkAppScopes } from '../../dingtalk/app-scopes.js';
import { DingTalkClient } from '../../dingtalk/client.js';
import { isDingTalkError } from '../../dingtalk/errors.js';
import { readTransportOptions, type TransportSettings } from '../../dingtalk/options.js';
import type { DingTalkTokens, DingTalkUser } from '../../dingtalk/readers.js';
import { redactor } from '../../dingtalk/redact.js';
import type { Io } from '../io.js';
import type { Say } from '../language.js';
import type { Recorder } from '../report/recorder.js';
import { finalCauses, findingOf } from './causes.js';
import {
  type CheckName,
  checkNames,
  checks,
  dependsOn,
  type Finding,
  fault,
  notAsked,
  type Result,
  skipped,
} from './finding.js';
import { type EnvironmentProxy, type Routes, readProxy } from './network.js';
import type { Settings, Use } from './settings.js';

/** Makes one check. */
export type Make = (context: CheckContext) => Finding | Promise<Finding>;

/** What a call gave, or what it means that it failed. */
export type Outcome<Value> = { value: Value; failed?: undefined } | { value?: undefined; failed: Finding };

/** How much longer than the application the doctor listens, to tell a slow answer from silence. */
const listenFactor = 3;

/** After an answer with more texts about a person, which is none of DingTalk's, nothing is quoted any more. */
const mostPersonal = 1000;

/** Secrets and personal values, which are kept out of all output. */
export class Secrets {
  readonly #secrets = new Set<string>();
  readonly #personal = new Set<string>();

  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#secrets.add(secret);
  }

  /** Every text in a value, which may be a whole answer, however deep. */
  learnPerson(value: unknown): void {
    const open = [value];
    while (open.length > 0) {
      const next = open.pop();
      if (typeof next === 'string' && next.length > 1) this.#personal.add(next);
      if (typeof next === 'object' && next !== null) for (const one of Object.values(next)) open.push(one);
    }
  }

  /** A line without secrets and control characters. */
  redact(text: string): string {
    return redactor(this.#secrets)(text, Infinity);
  }

  redactLines(text: string): string {
    // What a line is indented by means something.
    const lines = text.split('\n').map((line) => `${/^ */.exec(line)?.[0] ?? ''}${this.redact(line)}`);
    return lines.join('\n');
  }

  /** A text of DingTalk's, in which people may be named too. */
  redactQuote(text: string): string {
    if (this.#personal.size > mostPersonal) return '***';
    // Names may have two characters, which the redaction of logs leaves alone.
    const names = [...this.#personal].sort((one, other) => other.length - one.length);
    return names.reduce((line, name) => line.replaceAll(name, '***'), this.redact(text));
  }
}

/** DingTalk's limits last a second. */
const limitMs = 1100;

/** What the checks share: settings, the client, and what they have found out so far. */
export class CheckContext {
  readonly settings: Settings;
  readonly say: Say;
  readonly io: Io;
  readonly secrets: Secrets;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly proxy: EnvironmentProxy | undefined;
  /** How long the slowest call of the check took that is being made, in milliseconds. */
  ms: number | undefined;
  routes?: Routes;
  isThirdParty = false;
  /** Permissions for the directory. */
  readonly granted: Set<string> = new Set();
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

  constructor(settings: Settings, io: Io, secrets: Secrets, recorder: Recorder, signal: AbortSignal) {
    this.settings = settings;
    this.say = settings.say;
    this.io = io;
    this.secrets = secrets;
    this.signal = signal;
    this.#recorder = recorder;
    this.proxy = settings.origins.api.startsWith('https:') ? readProxy(io.env) : undefined;
  }

  /** Settings are complete when this is used. */
  get client(): DingTalkClient {
    const { clientId = '', clientSecret = '' } = this.settings;
    const options = { ...this.#transport, clientID: clientId, clientSecret };
    this.#client ??= new DingTalkClient(options).for({ waits: false });
    return this.#client;
  }

  get transport(): TransportSettings {
    return readTransportOptions(this.#transport);
  }

  get #transport() {
    const { region, origins, timeoutMs } = this.settings;
    return { region, origins, timeoutMs: timeoutMs * listenFactor, agent: this.routes?.agent };
  }

  /** Makes a call that may be repeated: once, as that is enough to be past DingTalk's limit of a second. */
  async ask<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
    const outcome = await this.askOnce(call);
    if (outcome.failed?.cause !== 'throttled' || outcome.failed.code === undefined) return outcome;
    await setTimeout(limitMs);
    return this.askOnce(call);
  }

  /** Makes a call that spends a code or a token. @throws whatever isn't DingTalk's fault or the network's */
  async askOnce<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
    const began = performance.now();
    try {
      return { value: await call() };
    } catch (error) {
      if (!isDingTalkError(error)) throw error;
      const quote = (text: string) => this.secrets.redactQuote(text);
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
export async function* runChecks(
  context: CheckContext,
  makers: Readonly<Record<Exclude<CheckName, 'report'>, Make>>,
): AsyncGenerator<Result> {
  const { settings } = context;
  const found = new Map<CheckName, Result>();
  for (const name of checkNames) {
    if (name === 'report' || !isListed(name, context)) continue;
    context.ms = undefined;
    const finding = reasonToSkip(name, found, settings) ?? asTooSlow(context, await makers[name](context));
    const result = { ...finding, name, ms: context.ms };
    found.set(name, result);
    yield settings.skip.has(name)
      ? { ...result, ...skipped('left-out', settings.say('ignored (--skip)', '已跳过（--skip）')) }
      : result;
  }
}

/** Of what only a sign-in shows, the permission that it needs is listed even where there is none. */
function isListed(name: CheckName, { proxy, isSigningIn, settings }: CheckContext): boolean {
  if (name === 'proxy') return proxy !== undefined;
  if (name === 'used-code' && settings.report === undefined) return false;
  return isSigningIn || checkNames.indexOf(name) <= checkNames.indexOf('permission:Contact.User.Read');
}

/** Why a check isn't made. */
function reasonToSkip(
  name: CheckName,
  found: ReadonlyMap<CheckName, Result>,
  { say }: Settings,
): Finding | undefined {
  const all = [...found.values()];
  const final = all.find(({ state, cause = '' }) => state === 'wrong' && finalCauses.has(cause));
  const missing = checks[name].flatMap((need) => found.get(need) ?? []).find(({ isPassable }) => !isPassable);
  // The organization's own secret has nothing to do with the app.
  const cause = (name === 'sso-secret' ? undefined : final) ?? missing;
  if (!cause) return undefined;
  return cause.cause === 'not-asked' ? notAsked(say) : dependsOn(cause.dependsOn ?? cause.name, say);
}

/** An answer that came after the application would have given up. */
function asTooSlow({ ms = 0, settings }: CheckContext, finding: Finding): Finding {
  if (finding.state !== 'ok' || ms <= settings.timeoutMs) return finding;
  return { ...fault('slow', settings, { took: (ms / 1000).toFixed(1) }), isPassable: true };
}
