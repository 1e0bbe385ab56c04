import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import { type DingTalkError, type DingTalkErrorCode, isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
import { personTexts } from '../sign-in/texts.js';

/** Logto's word for each; the text that goes with it is shown to the person who signs in. */
const codes: Readonly<Record<DingTalkErrorCode, ConnectorErrorCodes>> = {
  DINGTALK_CODE_REJECTED: ConnectorErrorCodes.SocialAuthCodeInvalid,
  DINGTALK_TOKEN_REJECTED: ConnectorErrorCodes.SocialAccessTokenInvalid,
  DINGTALK_THROTTLED: ConnectorErrorCodes.RateLimitExceeded,
  DINGTALK_CREDENTIALS: ConnectorErrorCodes.InvalidConfig,
  DINGTALK_PERMISSION: ConnectorErrorCodes.InvalidConfig,
  DINGTALK_CONTACT_SCOPE: ConnectorErrorCodes.InvalidConfig,
  DINGTALK_IP_NOT_ALLOWED: ConnectorErrorCodes.InvalidConfig,
  DINGTALK_INVALID_RESPONSE: ConnectorErrorCodes.InvalidResponse,
  DINGTALK_NOT_FOUND: ConnectorErrorCodes.General,
  DINGTALK_UNAVAILABLE: ConnectorErrorCodes.General,
  DINGTALK_TIMEOUT: ConnectorErrorCodes.General,
  DINGTALK_NETWORK: ConnectorErrorCodes.General,
  DINGTALK_REFUSED: ConnectorErrorCodes.General,
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
  const errorDescription = personTexts.en[failure];
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
  const { upstreamStatus, requiredScopes } = error;
  const providerCode = identifier(error.providerCode);
  const requestId = identifier(error.requestId);
  return new ConnectorError(codes[error.code], {
    errorDescription: personTexts.en[error.code],
    reason: error.code,
    ...(providerCode && { providerCode }),
    ...(upstreamStatus && { upstreamStatus }),
    ...(requestId && { requestId }),
    ...(requiredScopes && { requiredScopes }),
  });
}

/** Whatever came in an identifier's place but is none may say anything. */
function identifier(text: string | undefined): string | undefined {
  return text && /^[\w.-]+$/.test(text) && !/\d\.\d+\.\d/.test(text) ? text : undefined;
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
