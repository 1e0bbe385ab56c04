import { ConnectorError, type ConnectorErrorCodes } from '@logto/connector-kit';
import type { DingTalkErrorCode } from '../dingtalk/error-codes.js';
import { type DingTalkError, isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/sign-in-refusal.js';
import { personTexts } from '../sign-in/user-texts.js';

/** As texts, so that only the error class of the kit is needed. */
type Code = `${ConnectorErrorCodes}`;

/** Logto's code for each. Logto shows its own text for the code to the user. */
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

/** The error for a user who isn't allowed, or a callback without a code. */
function refusal(failure: DingTalkFailureCode): ConnectorError {
  const isCodeInvalid = failure === 'callback-malformed' || failure === 'code-rejected';
  const code = isCodeInvalid ? 'social_auth_code_invalid' : 'authorization_failed';
  return connectorError(code, { errorDescription: personTexts.en[failure], reason: failure });
}

export function invalidConfig(problems: readonly { message: string }[]): ConnectorError {
  return connectorError('invalid_config', {
    errorDescription: 'Sign-in with DingTalk is not set up completely. Please contact the administrator.',
    problems: problems.map(({ message }) => message),
  });
}

/**
 * Converts a {@link DingTalkError} to the host's error class, which Logto recognizes by `instanceof`. Logto sends `data`
 * to the browser and writes it to the audit log, so it contains what an administrator needs for a search, but nothing
 * that was sent. DingTalk's text is left out, because some texts contain the server's address.
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

/** A value that isn't an identifier may contain anything. */
function identifier(text: string | undefined): string | undefined {
  return text && /^[\w.-]+$/.test(text) && !/\d\.\d{1,3}\.\d/.test(text) ? text : undefined;
}

export async function translateErrors<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInRefusal) throw refusal(error.failure);
    throw isDingTalkError(error) ? toConnectorError(error) : error;
  }
}
