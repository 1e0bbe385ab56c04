import type { DingTalkErrorCode, DingTalkFailureCode } from 'passport-dingtalk-oauth2';

/** What the package has a text for, to tell the person. */
type PackageKind = DingTalkFailureCode | DingTalkErrorCode | 'internal';

/** What the DingTalk client did not do for a page that is open inside it. */
type ClientKind = 'client-refused' | 'client-silent' | 'corp-id-missing' | 'jsapi-missing';

/** What can go wrong in this app itself. */
export type OwnKind = ClientKind | 'sessions-unavailable' | 'cross-site' | 'method-not-allowed' | 'not-found';

/** Everything that can go wrong here, as a word to find its texts by. */
export type ProblemKind = PackageKind | OwnKind;
