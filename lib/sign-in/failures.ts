import { isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';

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

/** What an error says about the person, rather than about something that an administrator has to mend. */
export function failureOf(error: unknown): DingTalkFailureCode | undefined {
  if (error instanceof SignInRefusal) return error.failure;
  return isDingTalkError(error) && error.code === 'DINGTALK_CODE_REJECTED' ? 'code-rejected' : undefined;
}
