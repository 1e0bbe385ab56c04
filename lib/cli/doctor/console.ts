import type { Say } from '../language.js';

// The console is in Chinese, so its labels stand in both languages as they are there.
export const consoleUrl = 'https://open-dev.dingtalk.com';
export const pages = {
  permissions: '开发配置 > 权限管理',
  security: '开发配置 > 安全设置',
  redirectUrls: '开发配置 > 安全设置 > 重定向URL（回调域名）',
  credentials: '基础信息 > 凭证与基础信息',
  versions: '应用发布 > 版本管理与发布',
} as const;

/** What the labels mean, for terminals that show ASCII only. The longest come first. */
export const inEnglish: readonly (readonly [string, string])[] = [
  ['重定向URL（回调域名）', 'redirect URL'],
  ['通讯录接口权限范围', 'contact scope'],
  ['凭证与基础信息', 'Credentials'],
  ['版本管理与发布', 'Versions'],
  ['服务器出口IP', 'server IP list'],
  ['第三方企业应用', 'third-party app'],
  ['应用可见范围', 'visible range'],
  ['企业内部应用', 'internal app'],
  ['你不在组织内', 'you are not in the organization'],
  ['外部联系人', 'external contact'],
  ['开发配置', 'Development'],
  ['权限管理', 'Permissions'],
  ['安全设置', 'Security'],
  ['基础信息', 'Basic information'],
  ['应用发布', 'Release'],
  ['全部员工', 'all employees'],
  ['首页', 'home page'],
];

/** Names in the console of what a permission is called in DingTalk's answers. */
const permissionLabels: Readonly<Record<string, string>> = {
  'Contact.User.Read': '通讯录个人信息读权限',
  'Contact.User.mobile': '个人手机号信息',
  qyapi_get_member: '成员信息读权限',
  qyapi_get_department_list: '通讯录部门信息读权限',
  fieldEmail: '邮箱等个人信息',
  fieldMobile: '企业员工手机号信息',
};

export const showCredentials = 'dws dev app credentials get --unified-app-id ID';

export const publishing: readonly string[] = [
  'dws dev app version create --unified-app-id ID --desc "…" --yes',
  'dws dev app version publish --unified-app-id ID --version-id V --yes',
];

/** Steps, and the commands of DingTalk's own command line for them. ID stands for the app's unifiedAppId. */
export function remedy(steps: readonly string[], commands: readonly string[], say: Say): string {
  const or = say('Or with DingTalk’s own command line:', '或使用钉钉命令行：');
  return [...steps, or, ...commands.map((command) => `  ${command}`)].join('\n');
}

export function grant(permissions: readonly string[], say: Say, link?: string): string {
  const named = permissions.map((name) => {
    const label = permissionLabels[name];
    return label ? say(`${name} (${label})`, `${name}（${label}）`) : name;
  });
  const apply = say(
    `Open this address and apply:\n  ${link}\nOr in the console:`,
    `打开此链接申请并开通：\n  ${link}\n或在开发者后台操作：`,
  );
  const byHand = say(
    `Grant ${named.join(', ')}: ${pages.permissions}, search by name.\nThen publish a version: ${pages.versions}. It has no effect before.`,
    `开通 ${named.join('、')}：${pages.permissions}，按名称搜索。\n然后发布新版本：${pages.versions}，发布后才会生效。`,
  );
  const add = `dws dev app permission add --unified-app-id ID --scope-values ${permissions.join(',')} --yes`;
  return remedy(link ? [apply, byHand] : [byHand], [add, ...publishing], say);
}
