import type { Agent } from 'node:http';
import { type ReadAnswer, readAnswer, shownRequestId } from './answer.js';
import { Connections } from './connections.js';
import { areCallsWatched, reportCall } from './diagnostics.js';
import { isGatewayTimeout, isOverSoon } from './error-codes.js';
import { type DingTalkError, isDingTalkError } from './errors.js';
import {
  endpointOf,
  failure,
  type HttpRequest,
  type Progress,
  type RequestDetails,
  sendRequest,
} from './http-request.js';
import type { TransportSettings } from './options.js';
import { type Outcome, type Priority, Throttle } from './throttle.js';

/** One call to DingTalk: JSON or nothing in, a JSON object out. */
export interface Call extends Omit<HttpRequest, 'customHeaders' | 'timeoutMs'> {
  /**
   * `read` changes nothing at DingTalk and may be repeated; `limited` is repeated only where DingTalk refused it as
   * too often. Absent for what spends a code or a token.
   */
  repeats?: 'read' | 'limited' | undefined;
}

/** What calls have in common that are made for the same reason. */
export interface CallContext {
  /** Values that no error may show, besides the calls' own. */
  secrets?: readonly (string | undefined)[];
  /** Who goes first while DingTalk limits the app. @defaultValue `'sign-in'` */
  priority?: Priority;
  /** Whether what DingTalk refuses as too often is repeated; otherwise the caller does that. @defaultValue `true` */
  waits?: boolean;
}

/**
 * Left of a call's time when it has waited for its turn; half of it where that is less. Otherwise, with more calls than
 * DingTalk allows, the next would always be the one whose time is about to end, and none would be answered.
 */
const answerMs = 1000;

/** How the calls of one client travel. */
export class Caller<Settings extends TransportSettings> {
  readonly #settings: Settings;
  /** One object for all contexts, so that they see what is set. */
  readonly #shared: { connections: Connections; throttle: Throttle };
  readonly #context: Required<CallContext>;

  /** @param context - `secrets`: those of the client, which no error may show */
  constructor(
    settings: Settings,
    context: CallContext,
    shared: Partial<{ connections: Connections; throttle: Throttle }> = {},
  ) {
    this.#settings = settings;
    const { connections = new Connections(settings), throttle = new Throttle() } = shared;
    this.#shared = Object.assign(shared, { connections, throttle });
    this.#context = { secrets: [], priority: 'sign-in', waits: true, ...context };
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The same for calls with a context of their own. */
  for({ secrets = [], ...context }: CallContext): Caller<Settings> {
    const all = { ...this.#context, ...context, secrets: [...this.#context.secrets, ...secrets] };
    return new Caller(this.#settings, all, this.#shared);
  }

  setAgent(agent: Agent | undefined): void {
    this.#shared.connections = new Connections({ ...this.#settings, agent });
  }

  shareConnections(other: Caller<Settings>): void {
    this.#shared.connections = other.#shared.connections;
  }

  /** Opens a connection in the background for a call that is to come. */
  preconnect(url: URL): void {
    this.#shared.connections.openAhead(url);
  }

  /**
   * Makes one call, and reads the whole answer. Made once more, on a new connection, when the first went out on an
   * idle connection that closed before a byte of an answer: then it was not heard, or it was in vain either way.
   * What only reads is made once more too when the connection broke otherwise, or when the gateway could not reach
   * the service; what DingTalk refuses as too often, for as long as its time allows.
   * @throws {@link DingTalkError} for whatever is not an HTTP 200 answer with a JSON object that reports no failure
   */
  async call<Value>(call: Call, read: ReadAnswer<Value>): Promise<Value> {
    const { timeoutMs, customHeaders } = this.#settings;
    const { secrets, priority, waits } = this.#context;
    // One of the headers may be the key of a gateway, which quotes it.
    const hidden = [...secrets, ...call.secrets, ...Object.values(customHeaders)];
    const request = { ...call, secrets: hidden, timeoutMs, customHeaders };
    const { operation, repeats } = call;
    let deadline = performance.now() + timeoutMs;
    let tooOften: DingTalkError | undefined;
    let broken: DingTalkError | undefined;
    for (let number = 1; ; number += 1) {
      const lastTurn = deadline - Math.min(answerMs, timeoutMs / 2);
      const waiting = { priority, deadline: lastTurn, isRepeatable: repeats !== undefined };
      const turn = this.#shared.throttle.turn(operation, waiting);
      if (turn && !(await turn)) {
        throw tooOften ?? failure(request, 'DINGTALK_THROTTLED', { detail: notSent });
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
        // Then the first was heard after all, which took the code along.
        if (broken) throw error.code === 'DINGTALK_CODE_REJECTED' ? broken : error;
        const { isUnheard, status } = progress;
        if (!isUnheard && !(repeats === 'read' && isWorthRepeating(error))) throw error;
        if (status === undefined) this.#shared.connections.closeIdle(request.url);
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
    const report = areCallsWatched() ? reporter(request, progress, number) : undefined;
    let outcome: Outcome = 'lost';
    try {
      const answer = readAnswer(
        request,
        await sendRequest(request, this.#shared.connections, remainingMs, progress),
      );
      outcome = 'accepted';
      const value = read(request, answer);
      report?.(undefined, answer.json);
      return value;
    } catch (error) {
      if (isTooOften(error)) outcome = 'too-often';
      else if (progress.status !== undefined) outcome = 'accepted';
      report?.(error);
      throw error;
    } finally {
      this.#shared.throttle.ended(request.operation, outcome);
    }
  }
}

function isTooOften(error: unknown): boolean {
  return isDingTalkError(error) && error.code === 'DINGTALK_THROTTLED' && isOverSoon(error.providerCode);
}

const notSent = 'not sent: too many calls were waiting for their turn';

/** No answer at all, or a gateway's word that it could not reach the service. */
function isWorthRepeating({ code, upstreamStatus, providerCode }: DingTalkError): boolean {
  if (upstreamStatus === undefined) return code === 'DINGTALK_NETWORK';
  return isGatewayTimeout(upstreamStatus, providerCode);
}

function reporter(request: RequestDetails, progress: Progress, attempt: number) {
  const began = performance.now();
  return (error: unknown, json?: Record<string, unknown>): void => {
    const known = isDingTalkError(error) ? error : undefined;
    reportCall({
      operation: request.operation,
      endpoint: endpointOf(request),
      status: progress.status,
      code: known?.code,
      durationMs: performance.now() - began,
      requestId: known ? known.requestId : shownRequestId(request, json),
      attempt,
      reused: progress.reused,
    });
  };
}
