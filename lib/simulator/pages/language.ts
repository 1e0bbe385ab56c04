import type { Problem } from './authorization.js';

export type Language = 'en' | 'zh-CN';

/** Chinese or English, whichever `Accept-Language` prefers; English when it names neither. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const ranges = (acceptLanguage ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => /^q=/i.test(parameter));
    return { tag, quality: quality ? Number(quality.slice(2)) : 1 };
  });
  const best = ranges
    .filter(({ tag, quality }) => quality > 0 && /^(?:zh|en)(?:-|$)/i.test(tag))
    .sort((one, other) => other.quality - one.quality)[0];
  return best && /^zh/i.test(best.tag) ? 'zh-CN' : 'en';
}

const english = {
  simulator: 'DingTalk simulator',
  notDingTalk: 'This is not DingTalk: no\u00a0real account is\u00a0used.',
  signInTo: (app: string): string => `Sign in to ${app}`,
  receives: 'The app will receive',
  person: 'Name, picture, IDs',
  email: 'E-mail, if any',
  mobile: 'Mobile, if any',
  maskedMobile: 'Mobile, masked',
  organization: 'Organization',
  nothing: 'Nothing: it lacks the permission Contact.User.Read',
  account: 'Continue as',
  noDetails: 'No mobile, no e-mail',
  notOffered: 'Not in a matching organization',
  agree: 'Agree',
  refuse: 'Refuse',
  returnsTo: (origin: string): string => `Either way you return to ${origin}`,
  refused: 'This sign-in can’t continue',
  received: 'Received',
  allowed: 'Allowed',
  empty: '(empty)',
  pages: 'Pages to open',
  forApps:
    'Apps call this address and redirect users to its consent page. You can open these pages yourself:',
  console: 'Admin console',
  consoleDetails: 'Opens an app’s admin page as the person you choose',
  openAs: (nick: string): string => `Open as ${nick}`,
  administrator: 'Administrator',
  member: 'Not an administrator: will be refused',
  noAdminPage: 'No app has an admin page.',
  wrongLink: 'This link doesn’t open an app',
  noAdminApp: 'No app with an admin page is registered under this clientId.',
  notOfOrganization: 'The app doesn’t belong to this organization.',
  noSuchMember: 'No member of the organization has this unionId.',
  noSuchOrganization: 'No organization has this corpId.',
  unknownParameter: 'The link has a parameter other than clientId, corpId and unionId.',
  startAgain: 'Go back to the app and start again there.',
  forTheApp: 'The app that sent you here must fix this. Then start again there.',
  toList: 'Back to the list',
  directory: 'Directory',
  directoryDetails: 'Makes people leave an organization and rejoin',
  unchanged: 'Nothing was changed',
  belongs: 'Member',
  externalContact: 'External contact',
  hasLeft: 'Has left',
  leave: 'Leave',
  leaves: (nick: string): string => `Let ${nick} leave`,
  comeBack: 'Rejoin',
  comesBack: (nick: string): string => `Let ${nick} rejoin`,
  whoScans: 'Simulator: who scans this code?',
  cancel: 'Cancel',
  codeAgain: 'Show the code again',
  scanned: 'Scanned and confirmed on the phone.',
  cancelled: 'Cancelled on the phone.',
  problem: (problem: Problem): string => {
    switch (problem.kind) {
      case 'missing':
        return `The parameter ${problem.parameter} is missing.`;
      case 'repeated':
        return `The parameter ${problem.parameter} occurs more than once.`;
      case 'refusedParameter':
        return `DingTalk refuses the parameter ${problem.parameter}.`;
      case 'unsupported':
        return `The parameter ${problem.parameter} has a value that DingTalk does not document.`;
      case 'unregistered':
        return 'This redirect_uri is not among the redirect URLs registered for the app. It must match exactly.';
      case 'unknown':
        return `Nothing is registered under this ${problem.parameter}.`;
      case 'needsCorpidScope':
        return 'The parameter corpId needs the scope “openid corpid”.';
      case 'notAMember':
        return 'You are not in the organization. DingTalk’s code for it is 11055.';
      case 'foreignForm':
        return 'The form was sent by a page of another site.';
    }
  },
};

/** Everything the pages say. */
export type Texts = typeof english;

const chinese: Texts = {
  simulator: '钉钉模拟器',
  notDingTalk: '这不是钉钉，不会用到任何真实账号。',
  signInTo: (app) => `登录“${app}”`,
  receives: '该应用将获得',
  person: '昵称、头像、用户标识',
  email: '邮箱（如有）',
  mobile: '手机号（如有）',
  maskedMobile: '手机号（脱敏）',
  organization: '组织',
  nothing: '无：缺少权限 Contact.User.Read',
  account: '登录账号',
  noDetails: '无手机号，无邮箱',
  notOffered: '不在符合条件的组织内',
  agree: '同意',
  refuse: '拒绝',
  returnsTo: (origin) => `无论同意还是拒绝，都会返回 ${origin}`,
  refused: '无法继续登录',
  received: '收到的值',
  allowed: '允许的值',
  empty: '（空）',
  pages: '可以打开的页面',
  forApps: '应用调用这个地址，并让用户前往授权页面。可以手动打开的页面：',
  console: '管理后台',
  consoleDetails: '以所选用户的身份打开应用的管理页面',
  openAs: (nick) => `以${nick}的身份打开`,
  administrator: '管理员',
  member: '不是管理员，会被拒绝',
  noAdminPage: '还没有应用登记管理后台地址。',
  wrongLink: '链接没有对应的应用',
  noAdminApp: '没有应用使用这个 clientId 并登记了管理后台地址。',
  notOfOrganization: '应用不属于这个组织。',
  noSuchMember: '组织中没有这个 unionId 的成员。',
  noSuchOrganization: '没有这个 corpId 的组织。',
  unknownParameter: '链接中有 clientId、corpId、unionId 以外的参数。',
  startAgain: '请回到应用中，重新登录。',
  forTheApp: '请先修正应用的登录链接或配置，再重新登录。',
  toList: '返回列表',
  directory: '通讯录',
  directoryDetails: '让成员离职，或重新加入',
  unchanged: '未做任何更改',
  belongs: '成员',
  externalContact: '外部联系人',
  hasLeft: '已离职',
  leave: '离职',
  leaves: (nick) => `让${nick}离职`,
  comeBack: '重新加入',
  comesBack: (nick) => `让${nick}重新加入`,
  whoScans: '模拟器：由谁来扫码？',
  cancel: '取消',
  codeAgain: '重新显示二维码',
  scanned: '已扫码，并在手机上同意。',
  cancelled: '已在手机上取消。',
  problem: (problem) => {
    switch (problem.kind) {
      case 'missing':
        return `缺少参数 ${problem.parameter}。`;
      case 'repeated':
        return `参数 ${problem.parameter} 重复出现。`;
      case 'refusedParameter':
        return `钉钉不支持参数 ${problem.parameter}。`;
      case 'unsupported':
        return `参数 ${problem.parameter} 的值不在钉钉文档规定的范围内。`;
      case 'unregistered':
        return 'redirect_uri 没有登记，必须与应用登记的重定向 URL 完全一致。';
      case 'unknown':
        return `${problem.parameter} 没有登记。`;
      case 'needsCorpidScope':
        return '使用参数 corpId 时，scope 必须是“openid corpid”。';
      case 'notAMember':
        return '操作失败，你不在组织内（钉钉错误码：11055）';
      case 'foreignForm':
        return '表单由其他网站的页面提交。';
    }
  },
};

export const texts: Readonly<Record<Language, Texts>> = { en: english, 'zh-CN': chinese };
