import { ConnectorError, type ConnectorErrorCodes } from '@logto/connector-kit';
import { type DingTalkError, type DingTalkErrorCode, isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
import { personTexts } from '../sign-in/texts.js';

/** As text: of the kit, which is an ES module, nothing is needed but the class of its errors. */
type Code = `${ConnectorErrorCodes}`;

/** Logto's word for each; the text that goes with it is shown to the person who signs in. */
const codes: Readonly<Record<DingTalkErrorCode, Code>> = {
  DINGTALK_CODE_REJECTED: 'social_auth_code_invalid',
  DINGTALK_TOKEN_REJECTED: 'social_invalid_access_token',
  DINGTALK_THROTTLED: 'rate_limit_exceeded',
  DINGTALK_CREDENTIALS: 'invalid_config',
  DINGTALK_PERMISSION: 'invalid_config',
  DINGTALK_CONTACT_SCOPE: 'invalid_config',
  DINGTALK_IP_NOT_ALLOWED: 'invalid_config',
  DINGTALK_INVALID_RESPONSE: 'invalid_response',
  DINGTALK_NOT_FOUND: 'general',
  DINGTALK_UNAVAILABLE: 'general',
  DINGTALK_TIMEOUT: 'general',
  DINGTALK_NETWORK: 'general',
  DINGTALK_REFUSED: 'general',
};

/** Logto checks the state and accepts the account itself; the others are of sign-in methods that it does not have. */
type Refusal = Exclude<
  DingTalkFailureCode,
  | 'state-invalid'
  | 'not-accepted'
  | 'method-not-allowed'
  | 'origin-not-allowed'
  | 'code-missing'
  | 'not-an-administrator'
  | 'prefetch-refused'
>;

const refusals: Readonly<Record<Refusal, Code>> = {
  'access-denied': 'authorization_failed',
  'callback-malformed': 'social_auth_code_invalid',
  'code-rejected': 'social_auth_code_invalid',
  'organization-not-allowed': 'authorization_failed',
  'not-a-member': 'authorization_failed',
};

/** The error for a person who is not let in, or who brought no code. */
function refusal(failure: Refusal): ConnectorError {
  const errorDescription = personTexts.en[failure];
  return connectorError(refusals[failure], { errorDescription, reason: failure });
}

/** The error for a configuration that the guard of this connector does not let pass. */
export function invalidConfig(problems: readonly { message: string }[]): ConnectorError {
  return connectorError('invalid_config', {
    errorDescription: 'Sign-in with DingTalk is not set up completely. Please contact the administrator.',
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
  return connectorError(codes[error.code], {
    errorDescription: personTexts.en[error.code],
    reason: error.code,
    ...(providerCode && { providerCode }),
    ...(upstreamStatus && { upstreamStatus }),
    ...(requestId && { requestId }),
    ...(requiredScopes && { requiredScopes }),
  });
}

function connectorError(code: Code, data: object): ConnectorError {
  return new ConnectorError(code as ConnectorErrorCodes, data);
}

/** Whatever came in an identifier's place but is none may say anything. */
function identifier(text: string | undefined): string | undefined {
  return text && /^[\w.-]+$/.test(text) && !/\d\.\d{1,3}\.\d/.test(text) ? text : undefined;
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
