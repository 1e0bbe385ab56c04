import type { Words } from '../language.js';
import type { Settings } from './settings.js';

// The console is in Chinese, so its labels stand in both languages as they are there.
const console_ = 'https://open-dev.dingtalk.com';
const permissions = '开发配置 > 权限管理';
const security = '开发配置 > 安全设置';
const credentials = '基础信息 > 凭证与基础信息';
const versions = '应用发布 > 版本管理与发布';

/** Steps, and DingTalk's own commands for them. ID stands for the app's unifiedAppId. */
function remedy(steps: { en: string[]; zh: string[] }, commands: readonly string[] = []): Words {
  const lines = (intro: string) => (commands.length ? [intro, ...commands.map((one) => `  ${one}`)] : []);
  return {
    en: [...steps.en, ...lines('or, with DingTalk’s own command line:')].join('\n'),
    zh: [...steps.zh, ...lines('或使用钉钉自己的命令行：')].join('\n'),
  };
}

const publishing = [
  'dws dev app version create --unified-app-id ID --desc "…" --yes',
  'dws dev app version publish --unified-app-id ID --version-id V --yes',
];

const publish = {
  en: `Then publish a version: ${versions}. It has no effect before.`,
  zh: `然后发布新版本：${versions}，发布后才会生效。`,
};

export function nodeVersion(): Words {
  return remedy({
    en: ['Install Node 20.19, 22.12, 24 or later: https://nodejs.org'],
    zh: ['请安装 Node 20.19、22.12、24 或更高版本：https://nodejs.org'],
  });
}

export function credentialsMissing(): Words {
  return remedy(
    {
      en: [
        `Put Client ID and Client Secret (${credentials}, ${console_}) into DINGTALK_CLIENT_ID and`,
        'DINGTALK_CLIENT_SECRET, in the environment or in a file .env.',
      ],
      zh: [
        `请把 Client ID 和 Client Secret（${credentials}，${console_}）写入环境变量或 .env 文件的`,
        'DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET。',
      ],
    },
    ['dws dev app credentials get --unified-app-id ID'],
  );
}

/** DingTalk has one answer for all of these. */
export function credentialsRefused({ region, origins }: Pick<Settings, 'region' | 'origins'>): Words {
  const here = new URL(origins.api).host;
  const [there, other] = region === 'cn' ? ['dingtalk.io', 'intl'] : ['dingtalk.com', 'cn'];
  return remedy(
    {
      en: [
        'DingTalk says the same in three cases:',
        `1. Client ID and Client Secret are not those of one app: compare both with ${credentials}.`,
        `2. No version of the app was ever published: ${versions}. Its credentials do not work before.`,
        `3. The app is of another region: this was ${here}. If its console is at ${there}, set DINGTALK_REGION=${other}.`,
      ],
      zh: [
        '以下三种情况，钉钉的应答相同：',
        `1. Client ID 与 Client Secret 不属于同一个应用：请与 ${credentials} 逐一核对。`,
        `2. 应用从未发布过版本：${versions}。发布之前凭证不可用。`,
        `3. 应用属于另一个区域：本次使用 ${here}。如果应用的后台在 ${there}，请设置 DINGTALK_REGION=${other}。`,
      ],
    },
    ['dws dev app credentials get --unified-app-id ID', ...publishing],
  );
}

export function ipNotAllowed(address: string | undefined): Words {
  const shown = address ?? 'ADDRESS';
  return remedy(
    {
      en: [
        `Add ${address ?? 'the address that this machine calls from'} to 服务器出口IP: ${security}.`,
        'If the application runs elsewhere, it is that machine’s address that has to be there: run this there.',
      ],
      zh: [
        `请把 ${address ?? '本机的出口地址'} 加入“服务器出口IP”：${security}。`,
        '如果应用运行在别的机器上，名单里需要的是那台机器的地址：请在那里运行本命令。',
      ],
    },
    [listCommand('--ip-whitelist', shown), replaces],
  );
}

const replaces = '# the list given replaces the whole list / 给出的列表会替换原有的整个列表';

function listCommand(flag: string, value: string): string {
  return `dws dev app security config --unified-app-id ID ${flag} ${quoted(value)} --yes`;
}

/** For a shell, which would read something else out of `&` and `?`. */
function quoted(value: string): string {
  return /^[\w:/.,%@=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

export function corpIdMissing(): Words {
  return {
    en: 'no DINGTALK_CORP_ID and no --corp-id; the console shows it on its home page (首页)',
    zh: '没有 DINGTALK_CORP_ID，也没有 --corp-id；CorpId 见开发者后台首页',
  };
}

export function corpIdRefused(): Words {
  return remedy({
    en: [
      `Compare the corpId with the one on the console’s home page (首页, ${console_}).`,
      'An internal app (企业内部应用) works in its own organization only: create it there. A third-party app',
      '(第三方企业应用) works where an administrator has installed it: have it authorized by that organization.',
    ],
    zh: [
      `请与开发者后台首页（${console_}）显示的 CorpId 核对。`,
      '企业内部应用只能用于其所属组织：请在该组织中创建。第三方企业应用只能用于已安装它的组织：',
      '请由该组织的管理员开通授权。',
    ],
  });
}

/** Names in the console of what a permission is called in DingTalk's answers. */
const permissionLabels: Readonly<Record<string, string>> = {
  'Contact.User.Read': '通讯录个人信息读权限',
  'Contact.User.mobile': '个人手机号信息',
  qyapi_get_member: '成员信息读权限',
  qyapi_get_department_list: '通讯录部门信息读权限',
  fieldEmail: '邮箱等个人信息',
  fieldMobile: '企业员工手机号信息',
};

/** @param link - the address that grants it, where DingTalk gave one */
export function permissionMissing(permission: string, link?: string): Words {
  const label = permissionLabels[permission] ?? permission;
  return remedy(
    {
      en: [
        ...(link ? [`Open this address and apply: ${link}`, 'It is the same as:'] : []),
        `Grant ${permission} (${label}): ${permissions}, search for it by its name.`,
        publish.en,
      ],
      zh: [
        ...(link ? [`打开此链接申请并开通：${link}`, '也可以：'] : []),
        `开通 ${permission}（${label}）：${permissions}，按名称搜索。`,
        publish.zh,
      ],
    },
    [`dws dev app permission add --unified-app-id ID --scope-values ${permission} --yes`, ...publishing],
  );
}

export function contactScope(): Words {
  return remedy({
    en: [`Widen 通讯录接口权限范围 to 全部员工, or to all who are to sign in: ${permissions}.`, publish.en],
    zh: [`请把通讯录接口权限范围扩大到全部员工，或所有需要登录的人：${permissions}。`, publish.zh],
  });
}

export function ssoSecret(): Words {
  return remedy({
    en: [
      `Compare DINGTALK_SSO_SECRET with the SSOSecret on the console’s home page (首页, ${console_}), and DINGTALK_CORP_ID`,
      'with the CorpId beside it. The SSOSecret is the organization’s, not the app’s Client Secret.',
    ],
    zh: [
      `请把 DINGTALK_SSO_SECRET 与开发者后台首页（${console_}）的 SSOSecret 核对，并把 DINGTALK_CORP_ID 与`,
      '旁边的 CorpId 核对。SSOSecret 属于组织，不是应用的 Client Secret。',
    ],
  });
}

export function nobodyCameBack(redirectUrl: string): Words {
  return remedy(
    {
      en: [
        'What DingTalk’s page may have shown instead of coming back:',
        '1. That the redirect URL is wrong: register exactly this, letter for letter,',
        `     ${redirectUrl}`,
        `   under 重定向URL（回调域名）: ${security}.`,
        '2. That you are not in the organization (你不在组织内, 11055): an internal app is for members of its own',
        '   organization. Sign in as one.',
        `3. That you may not use the app: widen 可使用范围 of the published version, ${versions}.`,
        '4. That the app does not exist or is not enabled: compare DINGTALK_CLIENT_ID, and publish a version.',
        'If it showed nothing of that, the browser may have been on another machine than this one.',
      ],
      zh: [
        '没有跳转回来时，钉钉的页面可能显示了：',
        '1. 重定向地址有误：请登记以下地址，逐字相同，',
        `     ${redirectUrl}`,
        `   位置：${security} > 重定向URL（回调域名）。`,
        '2. “你不在组织内”（11055）：企业内部应用只供所属组织的成员使用，请以成员身份登录。',
        `3. 您不在应用的可使用范围内：请在 ${versions} 中扩大已发布版本的可使用范围。`,
        '4. 应用不存在或未启用：请核对 DINGTALK_CLIENT_ID，并发布版本。',
        '如果都不是，浏览器可能不在本机上。',
      ],
    },
    [listCommand('--redirect-urls', redirectUrl), replaces, ...publishing],
  );
}

export function notOnThisMachine(): Words {
  return remedy({
    en: [
      `Register http://localhost:3000/auth/dingtalk/callback as a further redirect URL (${security} >`,
      '重定向URL（回调域名）) and pass it as --callback-url.',
    ],
    zh: [
      `请再登记一个重定向 URL：http://localhost:3000/auth/dingtalk/callback（${security} >`,
      '重定向URL（回调域名）），并用 --callback-url 传入。',
    ],
  });
}

export function portTaken(port: string): Words {
  return remedy({
    en: [
      `Stop what listens on port ${port} (the example app, perhaps), or register another redirect URL and pass it as`,
      '--callback-url.',
    ],
    zh: [
      `请停止占用端口 ${port} 的程序（也许是示例应用），或登记另一个重定向 URL 并用 --callback-url 传入。`,
    ],
  });
}

export function signInAgain(): Words {
  return remedy({
    en: ['Run this again and sign in once; a code works once and for a few minutes.'],
    zh: ['请重新运行本命令并只登录一次；授权码只能使用一次，且几分钟内有效。'],
  });
}

export function agree(): Words {
  return remedy({
    en: ['Run this again and agree on DingTalk’s page.'],
    zh: ['请重新运行本命令，并在钉钉页面上同意授权。'],
  });
}

export function otherOrganization(): Words {
  return remedy({
    en: [
      'Choose the other organization on DingTalk’s page, or compare DINGTALK_CORP_ID with the console’s home page (首页).',
    ],
    zh: ['请在钉钉页面上选择另一个组织，或把 DINGTALK_CORP_ID 与开发者后台首页核对。'],
  });
}

export function noCorpId(): Words {
  return remedy({
    en: [
      'Sign in from a browser and choose an organization there. While DingTalk names none, `allowedCorpIds` lets nobody in;',
      '`membership` asks the directory and needs no corpId.',
    ],
    zh: [
      '请在浏览器中登录，并在页面上选择组织。钉钉不告知组织时，`allowedCorpIds` 不会让任何人登录；',
      '`membership` 查询通讯录，不需要 corpId。',
    ],
  });
}

export function notAMember(): Words {
  return remedy({
    en: [
      'Sign in as a member of the organization that the app belongs to. With `membership: "required"` nobody else comes in.',
    ],
    zh: ['请以应用所属组织成员的身份登录。使用 `membership: "required"` 时，其他人都无法登录。'],
  });
}

export function noUnionId(): Words {
  return remedy({
    en: [
      'Write a report with --report and send it in: without a unionId nobody can be told from anybody else.',
    ],
    zh: ['请用 --report 生成报告并提交：没有 unionId，就无法区分不同的人。'],
  });
}
