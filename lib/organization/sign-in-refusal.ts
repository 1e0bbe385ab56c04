/** The HTTP status to answer with for each failure. */
export const failureStatuses = {
  'access-denied': 403,
  'code-rejected': 401,
  'state-invalid': 403,
  'callback-malformed': 400,
  'method-not-allowed': 405,
  'origin-not-allowed': 403,
  'code-missing': 401,
  'not-an-administrator': 403,
  'organization-not-allowed': 403,
  'not-a-member': 403,
  'not-accepted': 403,
  'prefetch-refused': 503,
} as const;

/**
 * Why a user was not signed in, to choose a text by. The user can fix each by trying again, or by signing in with
 * another account.
 *
 * - `access-denied` (403): the user refused at DingTalk
 * - `code-rejected` (401): the authorization code is wrong, expired or already used
 * - `state-invalid` (403): the sign-in did not begin in this browser, took too long, or its callback came twice
 * - `callback-malformed` (400): the callback lacks the code, repeats parameters or contradicts itself
 * - `method-not-allowed` (405): HEAD at the callback, in-app sign-in with another method than POST, or admin sign-in with
 *   another than GET
 * - `origin-not-allowed` (403): in-app sign-in that another site's page asked for, or admin sign-in that was not
 *   opened as a page
 * - `code-missing` (401): the admin page was not opened from DingTalk's admin console
 * - `not-an-administrator` (403): the user is not an administrator of the organization
 * - `organization-not-allowed` (403): the organization that the user chose is not in `allowedCorpIds`
 * - `not-a-member` (403): the directory of the app's organization does not list the user, or only as an external
 *   contact
 * - `not-accepted` (403): the application's `verify` refused the user
 * - `prefetch-refused` (503): the browser prefetched the callback; opening the page signs the user in
 */
export type DingTalkFailureCode = keyof typeof failureStatuses;

/**
 * Why a state is invalid, for the developer:
 *
 * - `no-cookie`: the browser brought no state of ours, or the session has none: it may drop cookies, or another
 *   browser began this sign-in
 * - `unknown`: the browser has other states, but not this one
 * - `used`: this callback was already used, for example before a reload
 * - `expired`: the sign-in began more than 10 minutes ago
 * - `other-app`: it began for an app with another `clientID`
 */
export type DingTalkStateReason = 'no-cookie' | 'unknown' | 'used' | 'expired' | 'other-app';

/** Thrown if a user may not sign in; each sign-in method converts it to its host's failure. */
export class SignInRefusal extends Error {
  override readonly name = 'SignInRefusal';
  readonly failure: DingTalkFailureCode;
  /** Only of `state-invalid`. */
  readonly reason: DingTalkStateReason | undefined;
  /** HTTP status, for hosts that answer an error by it. */
  readonly status: number;

  constructor(failure: DingTalkFailureCode, reason?: DingTalkStateReason) {
    super(`The user may not sign in: ${failure}`);
    this.failure = failure;
    this.reason = reason;
    this.status = failureStatuses[failure];
  }
}
