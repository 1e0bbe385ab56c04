export type {
  DingTalkAdminStrategyOptions,
  DingTalkAdminStrategyOptionsWithRequest,
} from './admin/options.js';
export type { DingTalkAdminProfile } from './admin/profile.js';
export {
  DingTalkAdminStrategy,
  type DingTalkAdminVerify,
  type DingTalkAdminVerifyWithRequest,
} from './admin/strategy.js';
export { DingTalkClient } from './dingtalk/client.js';
export type { DingTalkCallEvent, DingTalkEventReport } from './dingtalk/diagnostics.js';
export type { DingTalkOrigins, DingTalkRegion } from './dingtalk/endpoints.js';
export type { DingTalkErrorCode } from './dingtalk/error-codes.js';
export {
  DingTalkError,
  type DingTalkErrorCause,
  isDingTalkError,
} from './dingtalk/errors.js';
export type { DingTalkClientOptions, DingTalkTransportOptions } from './dingtalk/options.js';
export type {
  DepartmentRecord as DingTalkDepartmentRecord,
  DingTalkAppScopes,
  DingTalkAppToken,
  DingTalkInAppUser,
  DingTalkTokens,
  DingTalkUser,
  DingTalkUserId,
} from './dingtalk/readers.js';
export type { DingTalkDepartment, DingTalkRole, DingTalkStaff } from './dingtalk/staff.js';
export type {
  DingTalkInAppStrategyOptions,
  DingTalkInAppStrategyOptionsWithRequest,
} from './in-app/options.js';
export type { DingTalkInAppProfile } from './in-app/profile.js';
export {
  DingTalkInAppStrategy,
  type DingTalkInAppVerify,
  type DingTalkInAppVerifyWithRequest,
} from './in-app/strategy.js';
export { type DingTalkMemberQuery, DingTalkMembers } from './organization/members.js';
export type {
  DingTalkDirectoryOptions,
  DingTalkLeaver,
  DingTalkMembersOptions,
  DingTalkStaffOptions,
} from './organization/options.js';
export type { DingTalkFailureCode, DingTalkStateReason } from './organization/sign-in-refusal.js';
export type { DingTalkSharedStore } from './organization/store.js';
export type {
  DingTalkAuthenticateOptions,
  DingTalkStrategyOptions,
  DingTalkStrategyOptionsWithRequest,
} from './passport/options.js';
export { CookieStateStore, type CookieStateStoreOptions } from './passport/state/cookie-store.js';
export type {
  DingTalkTokenParams,
  DingTalkVerify,
  DingTalkVerifyCallback,
  DingTalkVerifyWithParams,
  DingTalkVerifyWithRequest,
  DingTalkVerifyWithRequestAndParams,
} from './passport/verify.js';
export type { DingTalkEmail, DingTalkProfile } from './profile.js';
export type { DingTalkQrLogin } from './qr/login.js';
export type { DingTalkAuthorizationOptions } from './sign-in/authorization.js';
export type {
  DingTalkSignInEvent,
  DingTalkSignInMethod,
  DingTalkSignInOutcome,
} from './sign-in/diagnostics.js';
export type { DingTalkFailure } from './sign-in/failures.js';
export {
  type DingTalkProblem,
  type DingTalkProblemOptions,
  describeProblem,
} from './sign-in/problem.js';
export { DingTalkStrategy, DingTalkStrategy as Strategy } from './strategy.js';
