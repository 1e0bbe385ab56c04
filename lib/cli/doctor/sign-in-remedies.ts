import type { Words } from '../language.js';
import { listCommand, publishing, remedy, replaces, security, versions } from './console.js';

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
        '没有跳转回来时，授权页面可能显示了：',
        '1. 重定向地址有误：请登记以下地址，逐字相同，',
        `     ${redirectUrl}`,
        `   位置：${security} > 重定向URL（回调域名）。`,
        '2. “你不在组织内”（11055）：企业内部应用只供所属组织的成员使用，请以成员身份登录。',
        `3. 你不在应用的可使用范围内：请在 ${versions} 中扩大已发布版本的可使用范围。`,
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
    zh: ['请重新运行本命令，并在授权页面上同意授权。'],
  });
}

export function otherOrganization(): Words {
  return remedy({
    en: [
      'Choose the other organization on DingTalk’s page, or compare DINGTALK_CORP_ID with the console’s home page (首页).',
    ],
    zh: ['请在授权页面上选择另一个组织，或把 DINGTALK_CORP_ID 与开发者后台首页核对。'],
  });
}

export function noCorpId(): Words {
  return remedy({
    en: [
      'Sign in from a browser and choose an organization there. While DingTalk names none, `allowedCorpIds` lets nobody in;',
      '`membership` asks the directory and needs no corpId.',
    ],
    zh: [
      '请在浏览器中登录，并在页面上选择组织。没有 corpId 时，使用 `allowedCorpIds` 会使所有人都无法登录；',
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
