import type { SimulatorEndpoint } from './gateway/routes.js';
import type { SimulatorAppUser, SimulatorAuthorization, SimulatorMembership } from './settings/arguments.js';
import type { SimulatorClient } from './settings/clients.js';
import type { SimulatorAnswer, SimulatorFault } from './settings/faults.js';
import type { SimulatorOrganization, SimulatorPerson } from './settings/organizations.js';

/**
 * Options of {@link startSimulator}. Everything is copied; later changes of the objects have no effect. If you give
 * organizations and no people, the default people exist but belong to none of yours.
 */
export interface SimulatorOptions {
  /** TCP port on the loopback interface; 0 takes any free one. @defaultValue 0 */
  port?: number | undefined;
  /** The apps that may sign people in; at least one. @defaultValue one internal app, {@link defaultClient} */
  clients?: readonly SimulatorClient[] | undefined;
  /**
   * The accounts that can sign in; at least one. The consent page preselects the first who may sign in.
   * @defaultValue three people, {@link defaultPeople}
   */
  people?: readonly SimulatorPerson[] | undefined;
  /**
   * The organizations and their directories. An internal app without a `corpId` belongs to the first.
   * @defaultValue two organizations, {@link defaultOrganizations}
   */
  organizations?: readonly SimulatorOrganization[] | undefined;
  /**
   * Returns the time in milliseconds since the epoch. Use it to let codes (5 minutes), access tokens (2 hours) and
   * refresh tokens (30 days) expire without waiting. `delayMs` and `limits` don't follow it. @defaultValue `Date.now`
   */
  clock?: (() => number) | undefined;
  /**
   * Answers `topapi/` calls the way DingTalk's documented samples look: numbers and booleans as strings, lists of
   * numbers as one string (`"[2,3,4]"`), a list of one object as that object. @defaultValue false
   */
  stringly?: boolean | undefined;
  /**
   * Limits each app's calls of a kind in a second, as DingTalk does at 20. More are refused: with 403 by the new
   * gateway, with 90018 inside 88 by the old one. @defaultValue no limit
   */
  limits?: { perSecond: number } | undefined;
  /** What fails from the start, in this order. @defaultValue nothing */
  faults?: readonly SimulatorFault[] | undefined;
  /**
   * Serves the methods of {@link Simulator} as JSON under `/simulator/control/`, for tests in other languages. Pages of
   * other origins are refused. @defaultValue false
   */
  control?: boolean | undefined;
}

/** A request that reached the simulator, see {@link Simulator.requests}. Includes secrets and tokens as sent. */
export interface SimulatorRequest {
  /** Absent if the path isn't one of DingTalk's. */
  endpoint?: SimulatorEndpoint | undefined;
  /** In capitals: `GET`. */
  method: string;
  /** Path with query, as received: `/oauth2/auth?client_id=…`. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As received, undecoded; at most 64 KiB, above which requests are refused. */
  body: string;
  /** The number of the TCP connection, from 1: requests with the same number shared one. */
  connection: number;
}

/** One event that the simulator sends to an app in Stream mode: an element of {@link Simulator.events}. */
export interface SimulatorEvent {
  /** The app that receives the event. */
  clientId: string;
  /** As DingTalk names it, `user_leave_org` for example. */
  eventType: string;
  /** The same each time it is sent. */
  eventId: string;
  /** The organization that it happened in. */
  corpId: string;
  /** The content, as the JSON text that the app receives. */
  data: string;
  /** How often it was sent so far, 0 at first: again every 60 seconds until the app answers `SUCCESS`. */
  sent: number;
  /** The app's last answer: `SUCCESS`, or `LATER` to receive the event again; absent before it answers. */
  answer?: string | undefined;
}

/** A running simulator. It listens until {@link Simulator.close}. */
export interface Simulator {
  /**
   * Where it listens, `http://127.0.0.1:41234` for all three: pass it as `origins` to strategies and the client. In a
   * browser, `origins.login` links to the simulator's pages.
   */
  readonly origins: { readonly login: string; readonly api: string; readonly oapi: string };
  /**
   * The latest 10,000 requests, with at most 32 MiB of bodies, oldest first; a live list. Requests for the simulator's own
   * pages, pictures and scripts (`/` and `/simulator/…`), and requests refused for their `Host`, are left out.
   */
  readonly requests: readonly SimulatorRequest[];
  /** The latest 10,000 events for apps that have connected in Stream mode, oldest first; a live list. */
  readonly events: readonly SimulatorEvent[];
  /**
   * Gives consent on a person's behalf, without the consent page. The code works once, for 5 minutes. See the example of
   * {@link startSimulator}.
   * @returns the callback URL with `code`, `authCode` and `state`, as after a click on Agree
   * @throws TypeError that names what DingTalk would refuse.
   */
  authorize(authorization: SimulatorAuthorization): string;
  /**
   * Returns what `dd.requestAuthCode` gives a page inside DingTalk, and `dd.getAuthCode` a mini program. The code works
   * once, for 5 minutes.
   * @throws TypeError that names what is wrong.
   */
  inAppCode(user: SimulatorAppUser): string;
  /**
   * Opens the app in the admin console.
   * @returns the app's admin page, with `code` appended, which works once, for 5 minutes
   * @throws TypeError that names what is wrong.
   */
  adminUrl(user: SimulatorAppUser): string;
  /**
   * Answers the next `times` requests to `endpoint` with `answer`; `all` stands for every call of both gateways. Faults
   * queue up until they are used or {@link Simulator.reset}. A retry counts as a request.
   * @defaultValue times 1; `Infinity` is all requests
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
   * {@link Simulator.refuse} with the code of a call made too often: `Forbidden.AccessDenied.QpsLimitForAppkeyAndApi`
   * (403) from the new gateway, 90018 inside 88 from the old one.
   * @throws TypeError for `authorize`.
   */
  throttle(endpoint: Exclude<SimulatorEndpoint, 'authorize'>, times?: number | 'Infinity'): void;
  /**
   * {@link Simulator.fail} with one of DingTalk's error codes, such as 50003 (app stopped) for `getbyunionid` or
   * `operationTimeout` for `me`, in the form that the call's gateway gives it. `all` has `unknownError` and 1111.
   * @throws TypeError that lists the codes of the endpoint.
   */
  refuse(
    endpoint: Exclude<SimulatorEndpoint, 'authorize'> | 'all',
    code: string | number,
    times?: number | 'Infinity',
  ): void;
  /** Expires all app tokens and admin console tokens: calls with them are refused (40014). Users' tokens stay valid. */
  expireAppTokens(): void;
  /**
   * Makes a person leave: the directory no longer lists them (60121), and they can't open the organization's apps. Apps
   * connected for events get `user_leave_org`, unless the person was an external contact. The person's tokens stay
   * valid.
   * @defaultValue corpId every organization that has the person
   * @throws TypeError for a person who is in no such organization.
   */
  leave(unionId: string, corpId?: string): void;
  /**
   * Makes a person join or rejoin an organization. Details replace the whole record, except for the `userId`; without
   * details, the previous record applies.
   * @defaultValue membership a plain member of the first organization
   * @throws TypeError that names what is wrong.
   */
  join(unionId: string, membership?: SimulatorMembership): void;
  /** Closes all connections of Stream mode as DingTalk does now and then; apps reconnect. */
  disconnect(): void;
  /**
   * Restores the initial state: people are back, and requests, events, codes, tokens and pending faults are gone;
   * `faults` of the options apply again. Stream mode connections stay open. Faster between tests than a new simulator.
   */
  reset(): void;
  /** Stops listening and closes every connection, answered or not. Can be called more than once. */
  close(): Promise<void>;
}
