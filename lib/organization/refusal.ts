/**
 * Why a person was not signed in, as a word to choose a text by. Each is something that the person can mend by
 * trying again or by being somebody else.
 *
 * - `access-denied` (403): the person refused at DingTalk
 * - `code-rejected` (401): the authorization code is wrong, expired or was used before
 * - `state-invalid` (403): the sign-in was not begun in this browser session, or its answer came twice
 * - `callback-malformed` (400): the callback lacks the code, repeats parameters or contradicts itself
 * - `method-not-allowed` (405): in-app sign-in by anything but POST, or admin sign-in by anything but GET
 * - `origin-not-allowed` (403): in-app sign-in that another site's page asked for, or admin sign-in that was not
 *   opened as a page
 * - `code-missing` (401): the admin page was opened otherwise than from DingTalk's admin console
 * - `not-an-administrator` (403): the person does not administer the organization
 * - `organization-not-allowed` (403): the organization that the person chose is none of `allowedCorpIds`
 * - `not-a-member` (403): the person is not in the directory of the app's organization, or only an external contact
 * - `not-accepted` (403): the application's own `verify` said no
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
  | 'not-accepted';

/** What the core throws when it lets a person not in; the doors turn it into a failure of their host's. */
export class SignInRefusal extends Error {
  override readonly name = 'SignInRefusal';
  readonly failure: DingTalkFailureCode;

  constructor(failure: DingTalkFailureCode) {
    super(`The person may not sign in: ${failure}`);
    this.failure = failure;
  }
}
