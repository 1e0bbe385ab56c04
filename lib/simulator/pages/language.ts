import type { IncomingHttpHeaders } from 'node:http';

/** Everything the pages say, in English and Chinese; `{}` is a name or an address. */
const words = {
  language: ['en', 'zh-CN'],
  simulator: ['DingTalk simulator', '钉钉模拟器'],
  notDingTalk: [
    'This is not DingTalk: no\u00a0real account is\u00a0used.',
    '这不是钉钉，不会用到任何真实账号。',
  ],
  signInTo: ['Sign in to {}', '登录“{}”'],
  receives: ['The app will receive', '该应用将获得'],
  person: ['Name, picture, IDs', '昵称、头像、用户标识'],
  email: ['E-mail, if any', '邮箱（如有）'],
  mobile: ['Mobile, if any', '手机号（如有）'],
  maskedMobile: ['Mobile, masked', '手机号（脱敏）'],
  organization: ['Organization', '组织'],
  nothing: ['Nothing: it lacks the permission Contact.User.Read', '无：缺少权限 Contact.User.Read'],
  account: ['Continue as', '登录账号'],
  noDetails: ['No mobile, no e-mail', '无手机号，无邮箱'],
  notOffered: ['Not in a matching organization', '不在符合条件的组织内'],
  agree: ['Agree', '同意'],
  refuse: ['Refuse', '拒绝'],
  returnsTo: ['Either way you return to {}', '无论同意还是拒绝，都会返回 {}'],
  refused: ['This sign-in can’t continue', '无法继续登录'],
  received: ['Received', '收到的值'],
  allowed: ['Allowed', '允许的值'],
  empty: ['(empty)', '（空）'],
  pages: ['Pages to open', '可以打开的页面'],
  forApps: [
    'Apps call this address and redirect users to its consent page. You can open these pages yourself:',
    '应用调用这个地址，并让用户前往授权页面。可以手动打开的页面：',
  ],
  console: ['Admin console', '管理后台'],
  consoleDetails: [
    'Opens an app’s admin page as the person you choose',
    '以所选用户的身份打开应用的管理页面',
  ],
  openAs: ['Open as {}', '以{}的身份打开'],
  administrator: ['Administrator', '管理员'],
  member: ['Not an administrator: will be refused', '不是管理员，会被拒绝'],
  noAdminPage: ['No app has an admin page.', '还没有应用登记管理后台地址。'],
  wrongLink: ['This link doesn’t open an app', '链接没有对应的应用'],
  noAdminApp: [
    'No app with an admin page is registered under this clientId.',
    '没有应用使用这个 clientId 并登记了管理后台地址。',
  ],
  notOfOrganization: ['The app doesn’t belong to this organization.', '应用不属于这个组织。'],
  noSuchMember: ['No member of the organization has this unionId.', '组织中没有这个 unionId 的成员。'],
  noSuchOrganization: ['No organization has this corpId.', '没有这个 corpId 的组织。'],
  unknownParameter: [
    'The link has a parameter other than clientId, corpId and unionId.',
    '链接中有 clientId、corpId、unionId 以外的参数。',
  ],
  startAgain: ['Go back to the app and start again there.', '请回到应用中，重新登录。'],
  forTheApp: [
    'The app that sent you here must fix this. Then start again there.',
    '请先修正应用的登录链接或配置，再重新登录。',
  ],
  toList: ['Back to the list', '返回列表'],
  directory: ['Directory', '通讯录'],
  directoryDetails: ['Makes people leave an organization and rejoin', '让成员离职，或重新加入'],
  unchanged: ['Nothing was changed', '未做任何更改'],
  belongs: ['Member', '成员'],
  externalContact: ['External contact', '外部联系人'],
  hasLeft: ['Has left', '已离职'],
  leave: ['Leave', '离职'],
  leaves: ['Let {} leave', '让{}离职'],
  comeBack: ['Rejoin', '重新加入'],
  comesBack: ['Let {} rejoin', '让{}重新加入'],
  whoScans: ['Simulator: who scans this code?', '模拟器：由谁来扫码？'],
  cancel: ['Cancel', '取消'],
  codeAgain: ['Show the code again', '重新显示二维码'],
  scanned: ['Scanned and confirmed on the phone.', '已扫码，并在手机上同意。'],
  cancelled: ['Cancelled on the phone.', '已在手机上取消。'],
  missing: ['The parameter {} is missing.', '缺少参数 {}。'],
  repeated: ['The parameter {} occurs more than once.', '参数 {} 重复出现。'],
  refusedParameter: ['DingTalk refuses the parameter {}.', '钉钉不支持参数 {}。'],
  unsupported: [
    'The parameter {} has a value that DingTalk does not document.',
    '参数 {} 的值不在钉钉文档规定的范围内。',
  ],
  unregistered: [
    'This redirect_uri is not among the redirect URLs registered for the app. It must match exactly.',
    'redirect_uri 没有登记，必须与应用登记的重定向 URL 完全一致。',
  ],
  unknown: ['Nothing is registered under this {}.', '{} 没有登记。'],
  needsCorpidScope: [
    'The parameter corpId needs the scope “openid corpid”.',
    '使用参数 corpId 时，scope 必须是“openid corpid”。',
  ],
  notAMember: [
    'You are not in the organization. DingTalk’s code for it is 11055.',
    '操作失败，你不在组织内（钉钉错误码：11055）',
  ],
  foreignForm: ['The form was sent by a page of another site.', '表单由其他网站的页面提交。'],
} as const;

export type Texts = { readonly [Name in keyof typeof words]: (typeof words)[Name][number] };

const inLanguage = (index: 0 | 1) =>
  Object.fromEntries(Object.entries(words).map(([name, pair]) => [name, pair[index]])) as unknown as Texts;

export const english: Texts = inLanguage(0);
export const chinese: Texts = inLanguage(1);

/** Chinese or English, whichever `Accept-Language` prefers; English when it names neither. */
export function preferredTexts({ 'accept-language': accepted = '' }: IncomingHttpHeaders): Texts {
  const ranges = accepted.split(',').map((range) => {
    const [tag = '', quality = 'q=1'] = range.split(';').map((part) => part.trim());
    return { tag, quality: Number(quality.slice('q='.length)) };
  });
  const best = ranges
    .filter(({ tag, quality }) => quality > 0 && /^(?:zh|en)(?:-|$)/i.test(tag))
    .sort((one, other) => other.quality - one.quality)[0];
  return best && /^zh/i.test(best.tag) ? chinese : english;
}

/** A text with a name or an address in it. */
export function say(text: string, value: string = ''): string {
  return text.replace('{}', () => value);
}
