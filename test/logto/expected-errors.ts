import type { DingTalkErrorCode } from '../../lib/dingtalk/error-codes.js';

/** What Logto is told for each thing that can go wrong. */
export const expected: Record<DingTalkErrorCode, string> = {
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
