import type { SimulatorAnswer } from './gateway/bend.js';
import type { SimulatorEndpoint } from './gateway/routes.js';
import type { SimulatorAuthorization } from './pages/authorize.js';
import type { SimulatorEvent } from './stream/events.js';
import type { SimulatorMembership } from './world/membership.js';
import type { SimulatorVisit } from './world/visit.js';

/** One request that reached the simulator, in order of arrival. */
export interface SimulatorRequest {
  /** Absent when the path is none of DingTalk's. */
  endpoint?: SimulatorEndpoint | undefined;
  method: string;
  /** Path with query, as received. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Body as received, undecoded; at most 64 KiB, which is also where requests are refused. */
  body: string;
  /** Counts the TCP connections of this simulator from 1: equal numbers shared one connection. */
  connection: number;
}

/** A running simulator. */
export interface Simulator {
  /** Ready for the `origins` option of the strategy and the client. */
  readonly origins: { readonly login: string; readonly api: string; readonly oapi: string };
  /**
   * Every request so far, oldest first; of more than 10,000 the oldest are dropped. Requests for the simulator's
   * own pictures, scripts and pages (`/simulator/…`), and those refused for coming from elsewhere than loopback, are not listed.
   */
  readonly requests: readonly SimulatorRequest[];
  /**
   * Every event that apps were told or are yet to be told, oldest first; of more than 10,000 the oldest are dropped.
   * Apps that never connected for events are told nothing.
   */
  readonly events: readonly SimulatorEvent[];
  /**
   * Agrees on a person's behalf, without the consent page.
   * @returns the URL of the app's callback that the `Agree` button would have led to, with its `code`, `authCode`
   * and `state`. The same rules apply as in the browser.
   * @throws TypeError that names what DingTalk would have refused.
   */
  authorize(authorization: SimulatorAuthorization): string;
  /**
   * What `dd.requestAuthCode` gives a page of the app, opened inside DingTalk: good once, for five minutes.
   * @throws TypeError that names what is wrong.
   */
  inAppCode(visit: SimulatorVisit): string;
  /**
   * Opens the app in the admin console.
   * @returns the app's admin page, with `code` appended: good once, for five minutes.
   * @throws TypeError that names what is wrong.
   */
  adminUrl(visit: SimulatorVisit): string;
  /**
   * Answers the next `times` requests to `endpoint` with `answer`; `Infinity` is all of them, `'Infinity'` too. Calls queue up:
   * a second answer begins when the first is used up.
   * @defaultValue times 1
   * @throws TypeError for an unknown endpoint or a malformed answer.
   */
  fail(endpoint: SimulatorEndpoint, answer: SimulatorAnswer, times?: number | 'Infinity'): void;
  /**
   * {@link Simulator.fail} with the answer of a call that was made too often: 403 with
   * `Forbidden.AccessDenied.QpsLimitForAppkeyAndApi` from the new gateway, 90018 inside 88 from the old one.
   * @defaultValue times 1
   * @throws TypeError for an endpoint of neither gateway.
   */
  throttle(endpoint: Exclude<SimulatorEndpoint, 'authorize'>, times?: number | 'Infinity'): void;
  /**
   * {@link Simulator.fail} with a code of DingTalk's list that no setup here leads to, such as 50003 (the app is
   * stopped) for `getbyunionid` or `operationTimeout` for `me`, in the grammar of the endpoint's gateway.
   * @defaultValue times 1
   * @throws TypeError that names the codes that the endpoint has.
   */
  refuse(
    endpoint: Exclude<SimulatorEndpoint, 'authorize'>,
    code: string | number,
    times?: number | 'Infinity',
  ): void;
  /** Kills every app token that is out, and every token of the admin console: calls with one are refused (40014), the next fetch gives a new one. */
  expireAppTokens(): void;
  /**
   * Lets a person leave the company: its directory no longer knows them (60121), its apps are not opened for them, and
   * the consent page no longer offers it. Apps of the organization that connected for events (Stream mode) are told
   * by `user_leave_org`, unless the person was an external contact.
   * @defaultValue corpId every organization that lists the person
   * @throws TypeError for a person whom no such organization lists.
   */
  leave(unionId: string, corpId?: string): void;
  /**
   * Lets a person join an organization, or come back to it as who they were before. Details that are given are the
   * whole record, except that the `userId` stays.
   * @defaultValue membership a plain member of the first organization
   * @throws TypeError that names what is wrong.
   */
  join(unionId: string, membership?: SimulatorMembership): void;
  /** Ends all connections of Stream mode as DingTalk does now and then, for apps to connect anew. */
  disconnect(): void;
  /**
   * Makes everything as it was at the start: people are back where they were, the requests are forgotten, and so are
   * codes, tokens and answers that are still waiting; `faults` of the options are there again. Connections of Stream mode stay.
   */
  reset(): void;
  /** Stops listening and cuts every connection, answered or not. More calls do no harm. */
  close(): Promise<void>;
}
