export type {
  DingTalkAdminStrategyOptions,
  DingTalkAdminStrategyOptionsWithRequest,
} from './admin-options.js';
export type { DingTalkAdminProfile } from './admin-profile.js';
export {
  DingTalkAdminStrategy,
  type DingTalkAdminVerify,
  type DingTalkAdminVerifyWithRequest,
} from './admin-strategy.js';
export type { AppTokenStore, DingTalkAppToken } from './app-token.js';
export { DingTalkClient } from './client.js';
export type { DepartmentRecord as DingTalkDepartmentRecord } from './departments.js';
export type { DingTalkDirectoryOptions, DingTalkStaffOptions } from './directory-options.js';
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
  DingTalkInAppStrategyOptions,
  DingTalkInAppStrategyOptionsWithRequest,
} from './in-app-options.js';
export type { DingTalkInAppProfile } from './in-app-profile.js';
export {
  DingTalkInAppStrategy,
  type DingTalkInAppVerify,
  type DingTalkInAppVerifyWithRequest,
} from './in-app-strategy.js';
export type {
  DingTalkAuthorizationOptions,
  DingTalkClientOptions,
  DingTalkTransportOptions,
} from './options.js';
export type { DingTalkEmail, DingTalkProfile } from './profile.js';
export type { DingTalkQrLogin } from './qr-parameters.js';
export type { DingTalkInAppUser, DingTalkTokens, DingTalkUser, DingTalkUserId } from './readers.js';
export type { DingTalkDepartment, DingTalkRole, DingTalkStaff } from './staff.js';
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
