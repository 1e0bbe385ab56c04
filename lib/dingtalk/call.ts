import type { Agent } from 'node:http';
import { type JsonAnswer, type ReadAnswer, readAnswer, shownRequestId } from './answer.js';
import { Connections } from './connections.js';
import { areCallsWatched, reportCall } from './diagnostics.js';
import { isGatewayTimeout, isOverSoon } from './error-codes.js';
import { type DingTalkError, isDingTalkError } from './errors.js';
import { endpointOf, failure, type HttpRequest, type Progress, sendRequest } from './http-request.js';
import type { TransportSettings } from './options.js';
import { type Priority, Throttle } from './throttle.js';

/** One call to DingTalk: JSON or nothing in, a JSON object out. */
export interface Call extends Omit<HttpRequest, 'customHeaders' | 'timeoutMs'> {
  /**
   * `read` has no effect at DingTalk and may be repeated; `limited` is repeated only if DingTalk refused it as too often.
   * Absent for calls that use up a code or a token.
   */
  repeats?: 'read' | 'limited' | undefined;
}

/** What the calls of one sign-in or background check have in common. */
export interface CallContext {
  /** Values that must not appear in errors, besides the calls' own. */
  secrets?: readonly (string | undefined)[];
  /** Which calls go first while DingTalk limits the app. @defaultValue `'sign-in'` */
  priority?: Priority;
  /** Whether to repeat calls that DingTalk refuses as too often; otherwise the caller does. @defaultValue `true` */
  waits?: boolean;
}

/** Time for the answer that a waiting call keeps, at most half of its time. Otherwise, under load, none would get one. */
const answerMs = 1000;

interface Shared {
  connections: Connections;
  throttle: Throttle;
}

/** Makes the calls of one client: connections, limits, repetitions, reports. */
export class Caller<Settings extends TransportSettings> {
  readonly #settings: Settings;
  /** Shared by all contexts, so that a new agent reaches them. */
  readonly #shared: Shared;
  readonly #context: Required<CallContext>;

  constructor(
    settings: Settings,
    { secrets = [], priority = 'sign-in', waits = true }: CallContext,
    shared: Shared = { connections: new Connections(settings), throttle: new Throttle() },
  ) {
    this.#settings = settings;
    this.#shared = shared;
    this.#context = { secrets, priority, waits };
  }

  get settings(): Settings {
    return this.#settings;
  }

  get connections(): Connections {
    return this.#shared.connections;
  }

  /** The same caller with another context. */
  for({ secrets = [], ...context }: CallContext): Caller<Settings> {
    const all = [...this.#context.secrets, ...secrets];
    return new Caller(this.#settings, { ...this.#context, ...context, secrets: all }, this.#shared);
  }

  setAgent(agent: Agent | undefined): void {
    this.#shared.connections = new Connections({ ...this.#settings, agent });
  }

  /**
   * Makes a call and reads the answer. Repeated once on a new connection if an idle connection closed without a byte of
   * an answer. Reads are also repeated once if the connection broke otherwise or the gateway couldn't reach the service,
   * and while DingTalk refuses them as too often, within the time limit.
   */
  async call<Value>(call: Call, read: ReadAnswer<Value>): Promise<Value> {
    const { timeoutMs, customHeaders } = this.#settings;
    const { secrets, priority, waits } = this.#context;
    const { method, url, operation, headers, body, repeats } = call;
    // A header may have the key of a gateway, which quotes it with or without `Bearer` before it.
    const given = Object.values({ ...customHeaders, ...headers }).map(String);
    const hidden = [...secrets, ...call.secrets, ...given, ...given.map((text) => text.replace(/^\S+ /, ''))];
    // Field by field: with `...call`, a callback takes a tenth more of the processor's time.
    const request = { method, url, operation, headers, body, secrets: hidden, timeoutMs, customHeaders };
    let deadline = performance.now() + timeoutMs;
    let tooOften: DingTalkError | undefined;
    let broken: DingTalkError | undefined;
    for (let number = 1; ; number += 1) {
      const lastTurn = deadline - Math.min(answerMs, timeoutMs / 2);
      const waiting = { priority, deadline: lastTurn, isRepeatable: repeats !== undefined };
      const turn = this.#shared.throttle.turn(operation, waiting);
      if (turn && !(await turn)) {
        throw tooOften ?? broken ?? failure(request, 'DINGTALK_THROTTLED', { detail: notSent });
      }
      const progress: Progress = { reused: false, isUnheard: false, status: undefined };
      const remainingMs = turn || number > 1 ? deadline - performance.now() : timeoutMs;
      try {
        return await this.#attempt(request, read, { number, remainingMs, progress });
      } catch (error) {
        if (!isDingTalkError(error)) throw error;
        const now = performance.now();
        if (isTooOften(error)) {
          const pauseMs = 1000 + Math.random() * 250;
          if (!repeats || !waits || now + pauseMs >= deadline) throw error;
          tooOften = error;
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
          continue;
        }
        if (tooOften && error.code === 'DINGTALK_TIMEOUT') throw tooOften;
        // The first attempt did arrive, and used up the code.
        if (broken) throw error.code === 'DINGTALK_CODE_REJECTED' ? broken : error;
        const { isUnheard, status } = progress;
        if (!isUnheard && !(repeats === 'read' && isWorthRepeating(error))) throw error;
        if (status === undefined) this.connections.closeIdle(request.url);
        if (!isUnheard) deadline = now + timeoutMs;
        broken = error;
      }
    }
  }

  async #attempt<Value>(
    request: HttpRequest,
    read: ReadAnswer<Value>,
    { number, remainingMs, progress }: { number: number; remainingMs: number; progress: Progress },
  ): Promise<Value> {
    const began = performance.now();
    let answer: JsonAnswer | undefined;
    let failed: unknown;
    try {
      answer = readAnswer(request, await sendRequest(request, this.connections, remainingMs, progress));
      return read(answer);
    } catch (error) {
      failed = error;
      throw error;
    } finally {
      const { status, reused } = progress;
      const answered = status === undefined ? 'lost' : 'accepted';
      this.#shared.throttle.ended(request.operation, isTooOften(failed) ? 'too-often' : answered);
      if (areCallsWatched()) {
        const known = isDingTalkError(failed) ? failed : undefined;
        reportCall({
          ...{ operation: request.operation, endpoint: endpointOf(request), status, code: known?.code },
          ...{ durationMs: performance.now() - began, attempt: number, reused },
          requestId: known ? known.requestId : shownRequestId(request, answer?.json),
        });
      }
    }
  }
}

function isTooOften(error: unknown): boolean {
  return isDingTalkError(error) && error.code === 'DINGTALK_THROTTLED' && isOverSoon(error.providerCode);
}

const notSent = 'not sent: too many calls were waiting for their turn';

/** Whether there was no answer, or the gateway couldn't reach the service. */
function isWorthRepeating({ code, upstreamStatus, providerCode }: DingTalkError): boolean {
  if (upstreamStatus === undefined) return code === 'DINGTALK_NETWORK';
  return isGatewayTimeout(upstreamStatus, providerCode);
}
