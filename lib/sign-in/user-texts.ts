import type { DingTalkErrorCode } from '../dingtalk/error-codes.js';
import type { DingTalkFailureCode } from '../organization/sign-in-refusal.js';

/** The languages of the texts for users. */
export type Language = 'en' | 'zh';

/** Every way in which a sign-in can fail; {@link DingTalkProblem.code} describes the last two. */
export type ProblemCode = DingTalkFailureCode | DingTalkErrorCode | 'sign-in-failed' | 'internal';

/** `state-used` is `state-invalid` after a reload. */
type TextCode = ProblemCode | 'state-used';

const again = 'This sign-in took too long or was already used. Please sign in again.';
const againZh = '本次登录耗时过长或已经使用过，请重新登录。';

/** What the user reads: what happened, and what to do. */
export const personTexts: Readonly<Record<Language, Readonly<Record<TextCode, string>>>> = {
  en: {
    'access-denied': 'You did not agree to sign in with DingTalk.',
    'code-rejected': again,
    'state-invalid': 'This sign-in did not begin in this browser, or took too long. Please sign in again.',
    'state-used': 'This sign-in was already used, for example by reloading the page. Please sign in again.',
    'callback-malformed': 'The answer from DingTalk was incomplete or damaged. Please sign in again.',
    'method-not-allowed': 'This page can’t be opened directly. Please sign in again.',
    'origin-not-allowed': 'Another site started this sign-in. Please sign in from here.',
    'code-missing': 'Please open this page from DingTalk’s admin console.',
    'not-an-administrator': 'Only administrators of the organization may sign in here.',
    'organization-not-allowed':
      'Your organization in DingTalk is not allowed to sign in here. If you belong to several, choose another one.',
    'not-a-member': 'Only members of the organization may sign in here.',
    'not-accepted': 'Your DingTalk account is not allowed to sign in here.',
    'prefetch-refused': 'Your browser loaded this page ahead of time. Open it again to sign in.',
    DINGTALK_CODE_REJECTED: again,
    DINGTALK_TOKEN_REJECTED: 'DingTalk no longer accepts this sign-in. Please sign in again.',
    DINGTALK_THROTTLED: 'Too many people are signing in right now. Please try again in a few seconds.',
    DINGTALK_CREDENTIALS:
      'DingTalk does not accept the client ID or client secret of this sign-in. Please contact the administrator.',
    DINGTALK_PERMISSION:
      'The DingTalk app behind this sign-in lacks a permission. Please contact the administrator.',
    DINGTALK_CONTACT_SCOPE:
      'The DingTalk app behind this sign-in is not allowed to look you up. Please contact the administrator.',
    DINGTALK_IP_NOT_ALLOWED:
      'DingTalk does not allow this server to sign users in. Please contact the administrator.',
    DINGTALK_INVALID_RESPONSE: 'DingTalk’s answer could not be understood. Please try again later.',
    DINGTALK_NOT_FOUND:
      'DingTalk could not find the account for this sign-in. Please contact the administrator.',
    DINGTALK_UNAVAILABLE: 'DingTalk is not available at the moment. Please try again later.',
    DINGTALK_TIMEOUT: 'DingTalk took too long to answer. Please try again.',
    DINGTALK_NETWORK: 'DingTalk could not be reached. Please try again later.',
    DINGTALK_REFUSED: 'DingTalk refused this sign-in. Please contact the administrator.',
    'sign-in-failed': 'You could not be signed in. Please sign in again.',
    internal: 'Something went wrong here. Please try again later.',
  },
  zh: {
    'access-denied': '您没有同意使用钉钉登录。',
    'code-rejected': againZh,
    'state-invalid': '本次登录不是在此浏览器中发起的，或已超时，请重新登录。',
    'state-used': '本次登录已经完成，可能是刷新了页面，请重新登录。',
    'callback-malformed': '钉钉返回的信息不完整或已损坏，请重新登录。',
    'method-not-allowed': '此页面不能直接打开，请重新登录。',
    'origin-not-allowed': '本次登录由其他网站发起，请从本站登录。',
    'code-missing': '请从钉钉管理后台打开此页面。',
    'not-an-administrator': '只有组织的管理员可以在此登录。',
    'organization-not-allowed': '您在钉钉中的组织不能在此登录。如果您属于多个组织，请选择其他组织。',
    'not-a-member': '只有组织的成员可以在此登录。',
    'not-accepted': '您的钉钉账号不能在此登录。',
    'prefetch-refused': '浏览器预加载了此页面，请重新打开以登录。',
    DINGTALK_CODE_REJECTED: againZh,
    DINGTALK_TOKEN_REJECTED: '您在钉钉的登录已失效，请重新登录。',
    DINGTALK_THROTTLED: '当前登录人数较多，请几秒后再试。',
    DINGTALK_CREDENTIALS: '登录所用的 Client ID 或 Client Secret 无效，请联系管理员。',
    DINGTALK_PERMISSION: '登录所用的钉钉应用缺少权限，请联系管理员。',
    DINGTALK_CONTACT_SCOPE: '登录所用的钉钉应用无权查询您的信息，请联系管理员。',
    DINGTALK_IP_NOT_ALLOWED: '此服务器无权调用钉钉接口，请联系管理员。',
    DINGTALK_INVALID_RESPONSE: '无法识别钉钉的返回结果，请稍后再试。',
    DINGTALK_NOT_FOUND: '钉钉中没有登录所需的信息，请联系管理员。',
    DINGTALK_UNAVAILABLE: '钉钉暂时不可用，请稍后再试。',
    DINGTALK_TIMEOUT: '钉钉没有及时响应，请重试。',
    DINGTALK_NETWORK: '无法连接钉钉，请稍后再试。',
    DINGTALK_REFUSED: '钉钉拒绝了本次登录，请联系管理员。',
    'sign-in-failed': '登录未成功，请重新登录。',
    internal: '出现了错误，请稍后再试。',
  },
};

/**
 * The user's language, by a tag such as `zh-CN` or a whole `Accept-Language` header: English unless Chinese wins.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#name-accept-language RFC 9110, Accept-Language}
 */
export function languageOf(tags: string): Language {
  let best: Language = 'en';
  let bestQuality = 0;
  for (const range of tags.split(',')) {
    const [tag, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = /^(en|zh)(?:[-_]|$)/.exec(tag as string)?.[1] as Language | undefined;
    const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const quality = given === undefined ? 1 : Number(given);
    if (!language || !(quality > bestQuality && quality <= 1)) continue;
    best = language;
    bestQuality = quality;
  }
  return best;
}
