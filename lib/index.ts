export { DingTalkClient, type DingTalkTokens, type DingTalkUser } from './client.js';
export type { DingTalkOrigins, DingTalkRegion } from './endpoints.js';
export {
  DingTalkError,
  type DingTalkErrorCause,
  type DingTalkErrorCode,
  type DingTalkErrorDetails,
  isDingTalkError,
} from './errors.js';
export type { DingTalkFailure, DingTalkFailureCode } from './failures.js';
export type {
  DingTalkAuthorizationOptions,
  DingTalkClientOptions,
  DingTalkTransportOptions,
} from './options.js';
export type { DingTalkProfile } from './profile.js';
export { DingTalkStrategy, DingTalkStrategy as Strategy } from './strategy.js';
export type {
  DingTalkAuthenticateOptions,
  DingTalkStrategyOptions,
  DingTalkStrategyOptionsWithRequest,
} from './strategy-options.js';
export type {
  DingTalkTokenParams,
  DingTalkVerify,
  DingTalkVerifyCallback,
  DingTalkVerifyWithParams,
  DingTalkVerifyWithRequest,
  DingTalkVerifyWithRequestAndParams,
} from './verify.js';
