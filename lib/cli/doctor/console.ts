import type { Words } from '../language.js';

// The console is in Chinese, so its labels stand in both languages as they are there.
export const consoleUrl = 'https://open-dev.dingtalk.com';
export const permissions = '开发配置 > 权限管理';
export const security = '开发配置 > 安全设置';
export const credentials = '基础信息 > 凭证与基础信息';
export const versions = '应用发布 > 版本管理与发布';

/** Steps, and DingTalk's own commands for them. ID stands for the app's unifiedAppId. */
export function remedy(
  steps: { en: string[]; zh: string[] },
  commands: readonly (string | Words)[] = [],
): Words {
  const intro = { en: 'or, with DingTalk’s own command line:', zh: '或使用钉钉自己的命令行：' };
  const inLanguage = (language: keyof Words) => {
    const lines = commands.map((one) => `  ${typeof one === 'string' ? one : one[language]}`);
    return [...steps[language], ...(lines.length > 0 ? [intro[language], ...lines] : [])].join('\n');
  };
  return { en: inLanguage('en'), zh: inLanguage('zh') };
}

export const publishing: readonly string[] = [
  'dws dev app version create --unified-app-id ID --desc "…" --yes',
  'dws dev app version publish --unified-app-id ID --version-id V --yes',
];

export const publish: Words = {
  en: `Then publish a version: ${versions}. It has no effect before.`,
  zh: `然后发布新版本：${versions}，发布后才会生效。`,
};

export const replaces: Words = {
  en: '# the list given replaces the whole list',
  zh: '# 给出的列表会替换原有的整个列表',
};

export function listCommand(flag: string, value: string): string {
  return `dws dev app security config --unified-app-id ID ${flag} ${quoted(value)} --yes`;
}

/** For a shell, which would read something else out of `&` and `?`. */
function quoted(value: string): string {
  return /^[\w:/.,%@=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
