/**
 * Why a person was not signed in, as a word to choose a text by. The person can fix each by trying again, or
 * by signing in as another person.
 *
 * - `access-denied` (403): the person refused at DingTalk
 * - `code-rejected` (401): the authorization code is wrong, expired or was used before
 * - `state-invalid` (403): the sign-in was not begun in this browser session, or its answer came twice
 * - `callback-malformed` (400): the callback lacks the code, repeats parameters or contradicts itself
 * - `method-not-allowed` (405): HEAD at the callback, in-app sign-in by anything but POST, or admin sign-in by anything
 *   but GET
 * - `origin-not-allowed` (403): in-app sign-in that another site's page asked for, or admin sign-in that was not
 *   opened as a page
 * - `code-missing` (401): the admin page was opened otherwise than from DingTalk's admin console
 * - `not-an-administrator` (403): the person does not administer the organization
 * - `organization-not-allowed` (403): the organization that the person chose is none of `allowedCorpIds`
 * - `not-a-member` (403): the person is not in the directory of the app's organization, or only an external contact
 * - `not-accepted` (403): the application's own `verify` said no
 * - `prefetch-refused` (503): the browser only loaded the page ahead; opened by a person it signs in
 */
export type DingTalkFailureCode =
  | 'access-denied'
  | 'code-rejected'
  | 'state-invalid'
  | 'callback-malformed'
  | 'method-not-allowed'
  | 'origin-not-allowed'
  | 'code-missing'
  | 'not-an-administrator'
  | 'organization-not-allowed'
  | 'not-a-member'
  | 'not-accepted'
  | 'prefetch-refused';

/**
 * Why a state is invalid, for the developer:
 *
 * - `no-cookie`: the browser brought no state of ours, or the session has none: it may drop cookies, or another
 *   browser began this sign-in
 * - `unknown`: it has others, but not this one
 * - `used`: this callback was finished already, as after a reload
 * - `expired`: the sign-in began more than ten minutes ago
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
    super(`The person may not sign in: ${failure}`);
    this.failure = failure;
    this.reason = reason;
    this.status = failureStatuses[failure];
  }
}

/** The HTTP status that goes with each failure. */
export const failureStatuses: Readonly<Record<DingTalkFailureCode, number>> = {
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
};
