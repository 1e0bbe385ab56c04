import type { Words } from '../language.js';
import {
  consoleUrl,
  credentials,
  listCommand,
  permissions,
  publish,
  publishing,
  remedy,
  replaces,
  security,
  versions,
} from './console.js';
import type { Settings } from './settings.js';

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
        `Put Client ID and Client Secret (${credentials}, ${consoleUrl}) into DINGTALK_CLIENT_ID and`,
        'DINGTALK_CLIENT_SECRET, in the environment or in a file .env.',
      ],
      zh: [
        `请把 Client ID 和 Client Secret（${credentials}，${consoleUrl}）写入环境变量或 .env 文件的`,
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
        '以下三种情况，钉钉的返回结果相同：',
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

export function corpIdMissing(): Words {
  return {
    en: 'no DINGTALK_CORP_ID and no --corp-id; the console shows it on its home page (首页)',
    zh: '没有 DINGTALK_CORP_ID，也没有 --corp-id；CorpId 见开发者后台首页',
  };
}

export function corpIdRefused(): Words {
  return remedy({
    en: [
      `Compare the corpId with the one on the console’s home page (首页, ${consoleUrl}).`,
      'An internal app (企业内部应用) works in its own organization only: create it there. A third-party app',
      '(第三方企业应用) works where an administrator has installed it: have it authorized by that organization.',
    ],
    zh: [
      `请与开发者后台首页（${consoleUrl}）显示的 CorpId 核对。`,
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
      `Compare DINGTALK_SSO_SECRET with the SSOSecret on the console’s home page (首页, ${consoleUrl}), and DINGTALK_CORP_ID`,
      'with the CorpId beside it. The SSOSecret is the organization’s, not the app’s Client Secret.',
    ],
    zh: [
      `请把 DINGTALK_SSO_SECRET 与开发者后台首页（${consoleUrl}）的 SSOSecret 核对，并把 DINGTALK_CORP_ID 与`,
      '旁边的 CorpId 核对。SSOSecret 属于组织，不是应用的 Client Secret。',
    ],
  });
}
