/** One app registered with the simulated DingTalk: what its developer set up in the console. */
export interface SimulatorClient {
  /** Client ID, formerly AppKey or SuiteKey. */
  clientId: string;
  /** Client Secret, formerly AppSecret or SuiteSecret. */
  clientSecret: string;
  /** The 重定向URL list of the console; an authorization request naming any other is refused. */
  redirectUrls: readonly string[];
  /**
   * Permissions granted to the app.
   * @defaultValue `['Contact.User.Read', 'Contact.User.mobile']`
   */
  permissions?: readonly string[] | undefined;
  /** A third-party enterprise app is shown masked mobile numbers. @defaultValue false */
  thirdParty?: boolean | undefined;
  /** An app whose version was never published has credentials that do not work. @defaultValue true */
  published?: boolean | undefined;
}

/** One DingTalk account. What is left out is absent from DingTalk's answers too. */
export interface SimulatorPerson {
  unionId: string;
  nick: string;
  /** Differs from app to app at DingTalk; made from the client ID and unionId when absent. */
  openId?: string | undefined;
  avatarUrl?: string | undefined;
  /** National number, without the country code. */
  mobile?: string | undefined;
  /** Country calling code without `+`, for example `86`. */
  stateCode?: string | undefined;
  /** The person's own address, as contact/users/me tells it. */
  email?: string | undefined;
  /** corpIds of the organizations the person belongs to. */
  organizations?: readonly string[] | undefined;
}

/** One organization (企业). */
export interface SimulatorOrganization {
  corpId: string;
  name: string;
}

export interface SimulatorOptions {
  /** TCP port on the loopback interface; 0 takes any free one. @defaultValue 0 */
  port?: number | undefined;
  /** @defaultValue one client, `{@link defaultClient}` */
  clients?: readonly SimulatorClient[] | undefined;
  /** @defaultValue three made-up people */
  people?: readonly SimulatorPerson[] | undefined;
  /** @defaultValue two made-up organizations */
  organizations?: readonly SimulatorOrganization[] | undefined;
  /** Milliseconds since the epoch; inject to let codes and tokens expire without waiting. @defaultValue `Date.now` */
  clock?: (() => number) | undefined;
}

/** The calls that {@link Simulator.fail} can bend and {@link SimulatorRequest.endpoint} names. */
export type SimulatorEndpoint = 'authorize' | 'userAccessToken' | 'me';

/**
 * An answer to give instead of the true one. `body` is sent as it is when a string, as JSON otherwise.
 */
export interface SimulatorAnswer {
  /** @defaultValue 200 */
  status?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  /** Waits so long before the first byte of the answer; `Infinity` never answers. Milliseconds. */
  delayMs?: number | undefined;
  /** Sends so many bytes of the body, then stays silent (`'stall'`) or cuts the connection (`'cut'`). */
  after?: { bytes: number; then: 'stall' | 'cut' } | undefined;
  /** Cuts the connection without any answer. */
  hangUp?: boolean | undefined;
}

/** One request that reached the simulator, in order of arrival. */
export interface SimulatorRequest {
  /** Absent when the path is none of DingTalk's. */
  endpoint?: SimulatorEndpoint | undefined;
  method: string;
  /** Path with query, as received. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Body as received, undecoded. */
  body: string;
  /** Counts the TCP connections of this simulator from 1: equal numbers shared one connection. */
  connection: number;
}

/** A running simulator. */
export interface Simulator {
  /** Ready for the `origins` option of the strategy and the client. */
  readonly origins: { readonly login: string; readonly api: string; readonly oapi: string };
  readonly requests: readonly SimulatorRequest[];
  /** Answers the next `times` requests to `endpoint` with `answer`. @defaultValue times 1 */
  fail(endpoint: SimulatorEndpoint, answer: SimulatorAnswer, times?: number): void;
  /** Stops listening and closes every connection. */
  close(): Promise<void>;
}
