import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import { type DingTalkError, type DingTalkErrorCode, isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
import { signInFailure } from '../sign-in/failures.js';

/** Logto shows the text to the person who signs in. */
type Meaning = readonly [code: ConnectorErrorCodes, errorDescription: string];

const meanings: Readonly<Record<DingTalkErrorCode, Meaning>> = {
  DINGTALK_CODE_REJECTED: [
    ConnectorErrorCodes.SocialAuthCodeInvalid,
    signInFailure('code-rejected').info.message,
  ],
  DINGTALK_TOKEN_REJECTED: [
    ConnectorErrorCodes.SocialAccessTokenInvalid,
    'DingTalk no longer accepts this sign-in. Please sign in again.',
  ],
  DINGTALK_THROTTLED: [
    ConnectorErrorCodes.RateLimitExceeded,
    'DingTalk is being asked too often just now. Please try again in a few minutes.',
  ],
  DINGTALK_CREDENTIALS: [
    ConnectorErrorCodes.InvalidConfig,
    'DingTalk does not accept the client ID or client secret of this sign-in. Please tell the administrator.',
  ],
  DINGTALK_PERMISSION: [
    ConnectorErrorCodes.InvalidConfig,
    'The DingTalk app behind this sign-in lacks a permission. Please tell the administrator.',
  ],
  DINGTALK_CONTACT_SCOPE: [
    ConnectorErrorCodes.InvalidConfig,
    'The DingTalk app behind this sign-in may not look you up. Please tell the administrator.',
  ],
  DINGTALK_IP_NOT_ALLOWED: [
    ConnectorErrorCodes.InvalidConfig,
    'DingTalk does not let this server sign people in. Please tell the administrator.',
  ],
  DINGTALK_INVALID_RESPONSE: [
    ConnectorErrorCodes.InvalidResponse,
    'DingTalk gave an answer that makes no sense. Please try again later.',
  ],
  DINGTALK_NOT_FOUND: [
    ConnectorErrorCodes.General,
    'DingTalk could not find what this sign-in asked for. Please tell the administrator.',
  ],
  DINGTALK_UNAVAILABLE: [
    ConnectorErrorCodes.General,
    'DingTalk is not available at the moment. Please try again later.',
  ],
  DINGTALK_TIMEOUT: [ConnectorErrorCodes.General, 'DingTalk took too long to answer. Please try again.'],
  DINGTALK_NETWORK: [ConnectorErrorCodes.General, 'DingTalk could not be reached. Please try again later.'],
  DINGTALK_REFUSED: [
    ConnectorErrorCodes.General,
    'DingTalk refused this sign-in. Please tell the administrator.',
  ],
};

/** Logto checks the state and accepts the account itself; the others are of doors that it does not have. */
type Refusal = Exclude<
  DingTalkFailureCode,
  | 'state-invalid'
  | 'not-accepted'
  | 'method-not-allowed'
  | 'origin-not-allowed'
  | 'code-missing'
  | 'not-an-administrator'
>;

const refusals: Readonly<Record<Refusal, ConnectorErrorCodes>> = {
  'access-denied': ConnectorErrorCodes.AuthorizationFailed,
  'callback-malformed': ConnectorErrorCodes.SocialAuthCodeInvalid,
  'code-rejected': ConnectorErrorCodes.SocialAuthCodeInvalid,
  'organization-not-allowed': ConnectorErrorCodes.AuthorizationFailed,
  'not-a-member': ConnectorErrorCodes.AuthorizationFailed,
};

/** The error for a person who is not let in, or who brought no code. */
function refusal(failure: Refusal): ConnectorError {
  const errorDescription = signInFailure(failure).info.message;
  return new ConnectorError(refusals[failure], { errorDescription, reason: failure });
}

/** The error for a configuration that the guard of this connector does not let pass. */
export function invalidConfig(problems: readonly { message: string }[]): ConnectorError {
  return new ConnectorError(ConnectorErrorCodes.InvalidConfig, {
    errorDescription: 'Sign-in with DingTalk is not set up completely. Please tell the administrator.',
    problems: problems.map(({ message }) => message),
  });
}

/**
 * A {@link DingTalkError} as Logto's own, of the host's class, which Logto tells by `instanceof`. Logto hands
 * `data` to the browser and writes it to the audit log: it has what an administrator needs to look the matter up,
 * and nothing of what was sent or from where. DingTalk's text stays out: some of those name the server's address.
 */
export function toConnectorError(error: DingTalkError): ConnectorError {
  const [code, errorDescription] = meanings[error.code];
  const { upstreamStatus, requiredScopes } = error;
  const providerCode = identifier(error.providerCode);
  const requestId = identifier(error.requestId);
  return new ConnectorError(code, {
    errorDescription,
    reason: error.code,
    ...(providerCode && { providerCode }),
    ...(upstreamStatus && { upstreamStatus }),
    ...(requestId && { requestId }),
    ...(requiredScopes && { requiredScopes }),
  });
}

/** Whatever came in an identifier's place but is none may say anything. */
function identifier(text: string | undefined): string | undefined {
  return text && /^[\w.-]+$/.test(text) && !/\d+\.\d+\.\d+/.test(text) ? text : undefined;
}

/** Runs what talks to DingTalk, and translates its errors. */
export async function translateErrors<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInRefusal) throw refusal(error.failure as Refusal);
    throw isDingTalkError(error) ? toConnectorError(error) : error;
  }
}
