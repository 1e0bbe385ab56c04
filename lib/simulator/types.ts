import type { SimulatorAnswer, SimulatorFault } from './gateway/faults.js';
import type { SimulatorEndpoint } from './gateway/routes.js';
import type { SimulatorAppUser, SimulatorAuthorization, SimulatorMembership } from './settings/arguments.js';
import type { SimulatorEvent } from './stream/events.js';
import type { SimulatorClient } from './world/clients.js';
import type { SimulatorOrganization } from './world/organizations.js';
import type { SimulatorPerson } from './world/people.js';

/**
 * What {@link startSimulator} is told. Everything is copied; a later change of the objects changes nothing. With
 * organizations of your own and no people, the default people are there, but belong to none of yours.
 */
export interface SimulatorOptions {
  /** TCP port on the loopback interface; 0 takes any free one. @defaultValue 0 */
  port?: number | undefined;
  /** The apps that may sign people in; at least one. @defaultValue one client, {@link defaultClient} */
  clients?: readonly SimulatorClient[] | undefined;
  /**
   * The accounts that can sign in; at least one. On the consent page the first who may sign in is preselected.
   * @defaultValue {@link defaultPeople}
   */
  people?: readonly SimulatorPerson[] | undefined;
  /**
   * The organizations and their directories. The first is the one that an internal app belongs to if it does not say.
   * @defaultValue {@link defaultOrganizations}
   */
  organizations?: readonly SimulatorOrganization[] | undefined;
  /**
   * Tells the time, in milliseconds since the epoch: give one to let codes (five minutes), access tokens (two hours)
   * and refresh tokens (30 days) expire without waiting. Timers do not follow it: `delayMs` of an answer stays true time.
   * @defaultValue `Date.now`
   * @example
   * ```ts
   * import { startSimulator } from 'passport-dingtalk-oauth2/simulator';
   *
   * let now = Date.now();
   * const simulator = await startSimulator({ clock: () => now });
   * now += 5 * 60_000;
   * await simulator.close();
   * ```
   */
  clock?: (() => number) | undefined;
  /**
   * Answers `topapi/` calls as the samples of DingTalk's documentation look: every number and boolean as a
   * string, lists of them as one string (`"[2,3,4]"`), a list of one object as that object. @defaultValue false
   */
  stringly?: boolean | undefined;
  /**
   * Keeps to a limit as DingTalk does, whose own is 20: more calls of a kind in a second by one app are refused, with
   * 403 by the new gateway and 90018 inside 88 by the old one. @defaultValue no limit
   */
  limits?: { perSecond: number } | undefined;
  /** What goes wrong from the start, as if told by {@link Simulator.fail}, in this order. @defaultValue nothing */
  faults?: readonly SimulatorFault[] | undefined;
  /**
   * Listens at `/simulator/control/` to what a program in another language has to say: the methods of
   * {@link Simulator}, as JSON. Pages of other origins are refused. @defaultValue false
   */
  control?: boolean | undefined;
}

/** What a file of the command holds; simulator.schema.json describes it to editors. */
export type SimulatorData = Omit<SimulatorOptions, 'clock' | 'control'>;

/**
 * One request that reached the simulator: an element of {@link Simulator.requests}. Holds what was sent, secrets and
 * tokens too.
 */
export interface SimulatorRequest {
  /** Which call it is; absent when the path is none of DingTalk's. */
  endpoint?: SimulatorEndpoint | undefined;
  /** In capitals: `GET`. */
  method: string;
  /** Path with query, as received: `/oauth2/auth?client_id=…`. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Body as received, undecoded; at most 64 KiB, which is also where requests are refused. */
  body: string;
  /** Counts the TCP connections of this simulator from 1: equal numbers shared one connection. */
  connection: number;
}

/** A running simulator, of {@link startSimulator}. It listens until {@link Simulator.close}. */
export interface Simulator {
  /**
   * Where it listens, `http://127.0.0.1:41234` for all three: ready for the `origins` option of the strategies and the
   * client. Opened in a browser, `origins.login` has links to the pages that there are.
   */
  readonly origins: { readonly login: string; readonly api: string; readonly oapi: string };
  /**
   * Every request so far, oldest first; of more than 10,000 the oldest are dropped. Requests for the simulator's
   * own pictures, scripts and pages (`/` and `/simulator/…`), and those refused for coming from elsewhere than
   * loopback, are not listed. The list is the simulator's own, and grows while you hold it.
   */
  readonly requests: readonly SimulatorRequest[];
  /**
   * Every event that apps were told or are yet to be told, oldest first; of more than 10,000 the oldest are dropped.
   * Apps that never connected for events are told nothing.
   */
  readonly events: readonly SimulatorEvent[];
  /**
   * Agrees on a person's behalf, without the consent page. The code is good once, for five minutes.
   * @returns the URL of the app's callback that the `Agree` button would have led to, with its `code`, `authCode`
   * and `state`. The same rules apply as in the browser.
   * @throws TypeError that names what DingTalk would have refused.
   * @example
   * ```ts
   * import { defaultClient, startSimulator } from 'passport-dingtalk-oauth2/simulator';
   *
   * const simulator = await startSimulator();
   * const callback = simulator.authorize({
   *   clientId: defaultClient.clientId,
   *   redirectUri: 'http://localhost:3000/auth/dingtalk/callback',
   *   unionId: 'simulatorXiaoManiEiE',
   *   scope: 'openid corpid',
   *   state: 'what-the-app-sent',
   * });
   * await simulator.close();
   * ```
   */
  authorize(authorization: SimulatorAuthorization): string;
  /**
   * What `dd.requestAuthCode` gives a page of the app opened inside DingTalk, and `dd.getAuthCode` a mini program: good
   * once, for five minutes.
   * @throws TypeError that names what is wrong.
   */
  inAppCode(user: SimulatorAppUser): string;
  /**
   * Opens the app in the admin console.
   * @returns the app's admin page, with `code` appended: good once, for five minutes.
   * @throws TypeError that names what is wrong.
   */
  adminUrl(user: SimulatorAppUser): string;
  /**
   * Answers the next `times` requests to `endpoint` with `answer`; `Infinity` is all of them, `'Infinity'` too. `all` are
   * the calls of both gateways. Faults queue up: a second one begins when the first is used up, and
   * {@link Simulator.reset} takes away what is left.
   * What the app repeats by itself, as it does with a read that was not answered, counts as a request of its own.
   * @defaultValue times 1
   * @throws TypeError for an unknown endpoint or a malformed answer.
   * @example
   * ```ts
   * import { startSimulator } from 'passport-dingtalk-oauth2/simulator';
   *
   * const simulator = await startSimulator();
   * simulator.fail('me', { status: 503, body: { code: 'serviceBusy' } });
   * simulator.fail('userAccessToken', { delayMs: Infinity }, 2);
   * await simulator.close();
   * ```
   */
  fail(endpoint: SimulatorEndpoint | 'all', answer: SimulatorAnswer, times?: number | 'Infinity'): void;
  /**
   * {@link Simulator.fail} with the answer of a call that was made too often: 403 with
   * `Forbidden.AccessDenied.QpsLimitForAppkeyAndApi` from the new gateway, 90018 inside 88 from the old one.
   * @defaultValue times 1
   * @throws TypeError for an endpoint of neither gateway.
   */
  throttle(endpoint: Exclude<SimulatorEndpoint, 'authorize'>, times?: number | 'Infinity'): void;
  /**
   * {@link Simulator.fail} with one of DingTalk's error codes, such as 50003 (the app is stopped) for `getbyunionid` or
   * `operationTimeout` for `me`, in the grammar of the endpoint's gateway. `all` has `unknownError` and 1111.
   * @defaultValue times 1
   * @throws TypeError that names the codes that the endpoint has.
   * @example
   * ```ts
   * import { startSimulator } from 'passport-dingtalk-oauth2/simulator';
   *
   * const simulator = await startSimulator();
   * simulator.refuse('getbyunionid', 50003);
   * await simulator.close();
   * ```
   */
  refuse(
    endpoint: Exclude<SimulatorEndpoint, 'authorize'> | 'all',
    code: string | number,
    times?: number | 'Infinity',
  ): void;
  /**
   * Kills every app token that is out, and every token of the admin console: calls with one are refused (40014), the
   * next fetch gives a new one. People's own tokens stay good.
   */
  expireAppTokens(): void;
  /**
   * Lets a person leave the company: its directory no longer knows them (60121), its apps are not opened for them, and
   * the consent page no longer offers it. Apps of the organization that connected for events (Stream mode) are told
   * by `user_leave_org`, unless the person was an external contact. Tokens of theirs stay good. The same as
   * their button on the page `/simulator/directory`.
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
   * Makes everything as it was at the start: people are back where they were, requests and events are forgotten, and
   * so are codes, tokens and answers that are still waiting; `faults` of the options are there again. Connections of
   * Stream mode stay. Quicker between tests than a new simulator, and the address stays the same.
   */
  reset(): void;
  /** Stops listening and cuts every connection, answered or not. More calls do no harm. */
  close(): Promise<void>;
}
