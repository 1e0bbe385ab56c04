import { randomBytes } from 'node:crypto';
import { present } from '../../dingtalk/values.js';
import { defaultClient } from '../../simulator/index.js';
import type { Client } from '../../simulator/settings/clients.js';
import { type DingTalk, memberOf } from '../../simulator/world/dingtalk.js';
import { type Say, widthOf } from '../language.js';

/** The example app's callback. Its path tells the app that is meant for it. */
const [callbackUrl = ''] = defaultClient.redirectUrls;

export function greeting(origin: string, dingtalk: DingTalk, say: Say): string {
  const organizations = [...dingtalk.organizations.values()];
  const sections = [
    [
      say(`A simulated DingTalk: ${origin}`, `钉钉模拟器：${origin}`),
      say(`Control: ${origin}/simulator/control/`, `控制接口：${origin}/simulator/control/`),
    ],
    ...[...dingtalk.clients.values()].map((client) => aboutApp(client, say)),
    [
      say('Organizations', '组织'),
      ...organizations.map(({ corpId, name, ssoSecret }) =>
        line(name, corpId, ssoSecret === undefined ? '' : `SSOSecret ${ssoSecret}`),
      ),
    ],
    [
      say('People', '用户'),
      ...[...dingtalk.people.values()].map(({ nick, unionId }) => {
        const where = organizations.filter(({ corpId }) => memberOf(dingtalk, corpId, unionId));
        return line(nick, unionId, where.map(({ name }) => name).join(say(', ', '、')));
      }),
    ],
    forExampleApp(origin, dingtalk, say),
    [say('Ctrl-C stops it.', '按 Ctrl-C 停止。')],
  ];
  return `${sections.map((lines) => lines.map(printable).join('\n')).join('\n\n')}\n`;
}

function aboutApp(client: Client, say: Say): string[] {
  const { name, clientId, clientSecret, redirectUrls, adminUrl, thirdParty } = client;
  const urls = redirectUrls.length === 0 ? [say('none', '无')] : redirectUrls;
  return [
    say(`App: ${name.en}`, `应用：${name['zh-CN']}`) +
      (thirdParty ? say(' (third-party)', '（第三方企业应用）') : ''),
    line('Client ID', clientId),
    line('Client Secret', clientSecret),
    ...urls.map((url, index) => line(index === 0 ? say('Redirect URLs', '重定向 URL') : '', url)),
    ...(adminUrl === undefined ? [] : [line(say('Admin page', '管理后台地址'), adminUrl)]),
  ];
}

function forExampleApp(origin: string, dingtalk: DingTalk, say: Say): string[] {
  const client = [...dingtalk.clients.values()].find(({ redirectUrls }) =>
    redirectUrls.some((url) => new URL(url).pathname === new URL(callbackUrl).pathname),
  );
  if (!client) {
    const none = say(
      `No app has the redirect URL of the example app: ${callbackUrl}`,
      `没有应用登记示例应用的重定向 URL：${callbackUrl}`,
    );
    return [none];
  }
  const home = dingtalk.organizations.get(client.corpIds[0] ?? '');
  const environment = {
    DINGTALK_SIMULATOR: origin,
    DINGTALK_CLIENT_ID: client.clientId,
    DINGTALK_CLIENT_SECRET: client.clientSecret,
    DINGTALK_CORP_ID: home?.corpId,
    DINGTALK_SSO_SECRET: home?.ssoSecret,
    // Not the simulator's: without one, the README's example does not start.
    SESSION_SECRET: randomBytes(24).toString('base64url'),
  };
  return [
    say(
      'For the README’s example, the complete application or the example app, in the environment or in .env:',
      'README 中的示例、完整的应用或本仓库示例应用的环境变量，也可写入 .env：',
    ),
    ...Object.entries(present(environment)).map(([name, value]) => `  ${name}=${quoted(value)}`),
  ];
}

function line(first: string, ...others: readonly string[]): string {
  const padding = ' '.repeat(Math.max(0, 15 - widthOf(first)));
  return `  ${first}${padding}  ${others.filter(Boolean).join('  ')}`.trimEnd();
}

/** For a shell and for a `.env` alike. */
function quoted(value: string): string {
  return /^[\w.:/@%+,=-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** A name from a file may hold what a terminal takes for a command. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
