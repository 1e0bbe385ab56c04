import { randomBytes } from 'node:crypto';
import type { Client } from '../../simulator/world/clients.js';
import { memberOf, type Setup } from '../../simulator/world/dingtalk.js';
import type { Language } from '../language.js';

/** The path of the example app's callback, which tells the app that is meant for it. */
const CALLBACK_PATH = '/auth/dingtalk/callback';

const words = {
  en: {
    simulator: 'A simulated DingTalk',
    control: 'Control',
    app: 'App',
    thirdParty: 'third-party',
    clientId: 'Client ID',
    clientSecret: 'Client Secret',
    redirectUrls: 'Redirect URLs',
    none: 'none',
    adminUrl: 'Admin page',
    organizations: 'Organizations',
    people: 'People',
    example:
      'For the README’s example, the complete application or the example app, in the environment or in .env:',
    noCallback: `No app has the redirect URL of the example app: http://localhost:3000${CALLBACK_PATH}`,
    stop: 'Ctrl-C stops it.',
    between: ', ',
    colon: ': ',
    brackets: [' (', ')'],
  },
  zh: {
    simulator: '钉钉模拟器',
    control: '控制接口',
    app: '应用',
    thirdParty: '第三方企业应用',
    clientId: 'Client ID',
    clientSecret: 'Client Secret',
    redirectUrls: '重定向 URL',
    none: '无',
    adminUrl: '管理后台地址',
    organizations: '组织',
    people: '用户',
    example: 'README 中的示例、完整的应用或本仓库示例应用的环境变量，也可写入 .env：',
    noCallback: `没有应用登记示例应用的重定向 URL：http://localhost:3000${CALLBACK_PATH}`,
    stop: '按 Ctrl-C 停止。',
    between: '、',
    colon: '：',
    brackets: ['（', '）'],
  },
} as const;

/** What is said when the simulator is ready: where it is, who is there, and how to sign in. */
export function greeting(origin: string, setup: Setup, language: Language): string {
  const say = words[language];
  const organizations = [...setup.organizations.values()];
  const sections = [
    [`${say.simulator}${say.colon}${origin}`, `${say.control}${say.colon}${origin}/simulator/control/`],
    ...[...setup.clients.values()].map((client) => aboutApp(client, language)),
    [
      say.organizations,
      ...organizations.map(({ corpId, name, ssoSecret }) =>
        line(name, corpId, ssoSecret === undefined ? '' : `SSOSecret ${ssoSecret}`),
      ),
    ],
    [
      say.people,
      ...[...setup.people.values()].map(({ nick, unionId }) => {
        const where = organizations.filter(({ corpId }) => memberOf(setup, corpId, unionId));
        return line(nick, unionId, where.map(({ name }) => name).join(say.between));
      }),
    ],
    forExampleApp(origin, setup, language),
    [say.stop],
  ];
  return `${sections.map((lines) => lines.map(printable).join('\n')).join('\n\n')}\n`;
}

function aboutApp(client: Client, language: Language): string[] {
  const say = words[language];
  const { clientId, clientSecret, redirectUrls, adminUrl, thirdParty } = client;
  const name = client.name[language === 'zh' ? 'zh-CN' : 'en'];
  const urls = redirectUrls.length === 0 ? [say.none] : redirectUrls;
  return [
    `${say.app}${say.colon}${name}${thirdParty ? say.brackets.join(say.thirdParty) : ''}`,
    line(say.clientId, clientId),
    line(say.clientSecret, clientSecret),
    ...urls.map((url, index) => line(index === 0 ? say.redirectUrls : '', url)),
    ...(adminUrl === undefined ? [] : [line(say.adminUrl, adminUrl)]),
  ];
}

function forExampleApp(origin: string, setup: Setup, language: Language): string[] {
  const say = words[language];
  const client = [...setup.clients.values()].find(({ redirectUrls }) =>
    redirectUrls.some((url) => new URL(url).pathname === CALLBACK_PATH),
  );
  if (!client) return [say.noCallback];
  const home = setup.organizations.get(client.corpIds[0] ?? '');
  const environment = {
    DINGTALK_SIMULATOR: origin,
    DINGTALK_CLIENT_ID: client.clientId,
    DINGTALK_CLIENT_SECRET: client.clientSecret,
    DINGTALK_CORP_ID: home?.corpId,
    DINGTALK_SSO_SECRET: home?.ssoSecret,
    // Not the simulator's: without one, the README's example does not start.
    SESSION_SECRET: randomBytes(24).toString('base64url'),
  };
  const set = Object.entries(environment).filter(([, value]) => value !== undefined);
  return [say.example, ...set.map(([name, value]) => `  ${name}=${quoted(String(value))}`)];
}

function line(...cells: readonly string[]): string {
  const [first = '', ...others] = cells;
  const padding = ' '.repeat(Math.max(0, 15 - width(first)));
  return `  ${first}${padding}  ${others.filter(Boolean).join('  ')}`.trimEnd();
}

/** Columns on a terminal, where a Chinese character takes two. */
function width(text: string): number {
  return [...text].reduce((sum, one) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(one) ? 2 : 1), 0);
}

/** For a shell and for a `.env` alike. */
function quoted(value: string): string {
  return /^[\w.:/@%+,=-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** A name from a file may hold what a terminal takes for a command. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
