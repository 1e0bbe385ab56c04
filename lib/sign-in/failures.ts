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

/** What Passport calls `info` (or a challenge) when a sign-in fails. */
export interface DingTalkFailure {
  code: DingTalkFailureCode;
  /** English, and fit for the person to read. */
  message: string;
}

type FailureStatus = 400 | 401 | 403 | 405;

const failures: Readonly<Record<DingTalkFailureCode, { status: FailureStatus; message: string }>> = {
  'access-denied': { status: 403, message: 'You did not agree to sign in with DingTalk.' },
  'code-rejected': {
    status: 401,
    message: 'This sign-in took too long or was already used. Please sign in again.',
  },
  'state-invalid': {
    status: 403,
    message: 'This sign-in did not begin in this browser, or was already used. Please sign in again.',
  },
  'callback-malformed': {
    status: 400,
    message: 'The answer from DingTalk was incomplete or damaged. Please sign in again.',
  },
  'method-not-allowed': { status: 405, message: 'This is no way to sign in. Please sign in again.' },
  'origin-not-allowed': {
    status: 403,
    message: 'This sign-in was asked for by another site. Please sign in from here.',
  },
  'code-missing': { status: 401, message: "Please open this page from DingTalk's admin console." },
  'not-an-administrator': {
    status: 403,
    message: 'Only administrators of the organization may sign in here.',
  },
  'organization-not-allowed': {
    status: 403,
    message:
      'Your organization in DingTalk may not sign in here. If you belong to several, choose another one.',
  },
  'not-a-member': { status: 403, message: 'Only members of the organization may sign in here.' },
  'not-accepted': { status: 403, message: 'Your DingTalk account may not sign in here.' },
};

/** What to tell the person, and the HTTP status that goes with it. */
export function signInFailure(code: DingTalkFailureCode): { info: DingTalkFailure; status: FailureStatus } {
  const { status, message } = failures[code];
  return { info: { code, message }, status };
}

/** What the core throws when it lets a person not in; the doors turn it into a failure of their host's. */
export class SignInRefusal extends Error {
  override readonly name = 'SignInRefusal';
  readonly failure: DingTalkFailureCode;

  constructor(failure: DingTalkFailureCode) {
    super(failures[failure].message);
    this.failure = failure;
  }
}
