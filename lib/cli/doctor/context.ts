import { setTimeout } from 'node:timers/promises';
import { DingTalkClient } from '../../dingtalk/client.js';
import { isDingTalkError } from '../../dingtalk/errors.js';
import type { DingTalkAppScopes, DingTalkTokens, DingTalkUser } from '../../dingtalk/readers.js';
import type { Io } from '../command-line.js';
import type { Say } from '../language.js';
import { type Answer, record } from '../report/recorder.js';
import { findingOf } from './causes.js';
import type { Finding } from './finding.js';
import type { Routes } from './network.js';
import { Secrets } from './secrets.js';
import type { Settings, Use } from './settings.js';

export type Make = (context: CheckContext) => Finding | Promise<Finding>;

export type Outcome<Value> = { value: Value; failed?: undefined } | { value?: undefined; failed: Finding };

/** What the checks share: settings, the client, and what they have found out so far. */
export class CheckContext {
  readonly settings: Settings;
  readonly say: Say;
  readonly io: Io;
  readonly secrets: Secrets = new Secrets();
  readonly keyboard: Io['stdin'];
  /** How long the slowest call of the check took that is being made, in milliseconds. */
  ms: number | undefined;
  routes?: Routes;
  isThirdParty = false;
  readonly granted: Set<string> = new Set();
  appToken?: string;
  scopes?: Outcome<DingTalkAppScopes>;
  isSigningIn = false;
  code?: string;
  tokens?: DingTalkTokens;
  user?: DingTalkUser;
  userId?: string;
  readonly recorder: ReturnType<typeof record>;
  #client: DingTalkClient | undefined;

  constructor(settings: Settings, io: Io) {
    const { clientSecret, ssoSecret, origins, say, json } = settings;
    this.settings = settings;
    this.say = say;
    this.io = io;
    this.keyboard = !json && io.stdout.isTTY && io.stdin?.isTTY ? io.stdin : undefined;
    // Marks and blanks around a secret are not a part of it.
    for (const secret of [clientSecret, ssoSecret]) {
      this.secrets.learn(secret, secret?.replace(/^\W+|\W+$/g, ''));
    }
    this.recorder = record([origins.api, origins.oapi]);
  }

  /** Settings are complete when this is used. */
  get client(): DingTalkClient {
    const { clientId = '', clientSecret = '' } = this.settings;
    const options = { ...this.transport, clientID: clientId, clientSecret };
    this.#client ??= new DingTalkClient(options).for({ waits: false });
    return this.#client;
  }

  get transport() {
    const { region, origins, timeoutMs } = this.settings;
    // The doctor listens longer than the application, to tell a slow answer from silence.
    return { region, origins, timeoutMs: timeoutMs * 3, agent: this.routes?.agent };
  }

  /** Makes a call that may be repeated: once, as that is enough to be past DingTalk's limit of a second. */
  async ask<Value extends object>(call: () => Promise<Value>, permission?: string): Promise<Outcome<Value>> {
    const outcome = await this.askOnce(call, permission);
    if (outcome.failed?.cause !== 'throttled' || outcome.failed.code === undefined) return outcome;
    await setTimeout(1100);
    return this.askOnce(call, permission);
  }

  /** Makes a call that spends a code or a token. @throws whatever isn't DingTalk's fault or the network's */
  async askOnce<Value extends object>(call: () => Promise<Value>, permission?: string) {
    const began = performance.now();
    try {
      const value: Value & Partial<DingTalkTokens> = await call();
      this.secrets.learn(value.accessToken, value.refreshToken);
      return { value };
    } catch (error) {
      if (!isDingTalkError(error)) throw error;
      return { failed: findingOf(error, this.lastAnswer, this, permission) };
    } finally {
      this.ms = Math.max(this.ms ?? 0, Math.round(performance.now() - began));
    }
  }

  get lastAnswer(): Answer | undefined {
    return this.recorder.calls.at(-1)?.answer;
  }

  /** Whether the application uses one of these; `otherwise` where nobody has told. */
  isUsed(uses: readonly Use[], otherwise = false): boolean {
    const { uses: told } = this.settings;
    return told ? uses.some((use) => told.has(use)) : otherwise;
  }
}
