import { describe, expect, it } from 'vitest';
import { languageOf } from '../../../lib/cli/language.js';
import { defaultClient } from '../../../lib/simulator/index.js';
import {
  CORP_ID,
  ENVIRONMENT,
  runDoctor,
  startCommand,
  startDingTalk,
  startWithin,
  temporaryFolder,
} from '../helpers/doctor.js';

const none = Object.fromEntries(Object.keys(ENVIRONMENT).map((name) => [name, '']));

const dotEnv = [
  `DINGTALK_CLIENT_ID=${defaultClient.clientId}`,
  `DINGTALK_CLIENT_SECRET="${defaultClient.clientSecret}" # a comment`,
  `DINGTALK_CORP_ID=${CORP_ID}`,
  '',
].join('\n');

describe('a wrong command line', () => {
  it.each<[string[], string, string]>([
    [['--what'], 'Unknown flag: --what.', '没有选项 --what。'],
    [['-x'], 'Unknown flag: -x.', '没有选项 -x。'],
    [['--region', 'mars'], '--region, DINGTALK_REGION must be "cn" or "intl".', '必须是 "cn" 或 "intl"。'],
    [['--region'], '--region needs a value.', '--region 需要一个值。'],
    [['--corp-id='], '--corp-id needs a value.', '--corp-id 需要一个值。'],
    [['--corp-id', '企业'], '--corp-id must be letters', '必须是字母和数字'],
    [['--json=yes'], '--json takes no value.', '--json 后面不能有值。'],
    [['--json', '--json'], '--json occurs more than once.', '--json 重复出现。'],
    [['--dingtalk', 'http://a.example'], '--dingtalk must be an https: origin', '必须是 https: 源'],
    [['--dingtalk', 'https://a.example/path'], '--dingtalk must be an https: origin', '必须是 https: 源'],
    [['--callback-url', 'callback'], '--callback-url, DINGTALK_CALLBACK_URL must be', '必须是不带片段的'],
    [['--for', 'staff,departements'], '--for must be one of sign-in, membership, ', '--for 必须是'],
    [['--wait', 'long'], '--wait must be seconds', '--wait 必须是'],
    [['--env-file', '.env'], 'a flag of Node’s; here it is --dotenv', '是 Node 的选项，请改用 --dotenv'],
    [['--env-file'], 'a flag of Node’s; here it is --dotenv', '是 Node 的选项，请改用 --dotenv'],
    [['--dotenv', 'no-file'], '--dotenv: no-file can’t be read (ENOENT).', '无法读取 no-file（ENOENT）'],
    [['--report', 'no/report'], 'The report can’t be written (ENOENT).', '无法写入报告（ENOENT）'],
    [['--timeout', '0'], '--timeout must be seconds', '--timeout 必须是'],
    [['--timeout', '1e9'], '--timeout must be seconds', '--timeout 必须是'],
    [['--skip', 'everything'], '--skip must be one of node, settings,', '--skip 必须是以下之一：node'],
    [['hunter2'], 'an argument without a flag', '不属于任何选项'],
    [['--client-secret', 'hunter2'], 'Secrets can’t be passed as flags', '密钥不能作为选项传入'],
    [['--sso-secret=hunter2'], 'Secrets can’t be passed as flags', '密钥不能作为选项传入'],
  ])('%j is refused with the usage on stderr', async (args, en, zh) => {
    for (const [language, words] of Object.entries({ en, zh })) {
      const finished = await startWithin(['--language', language, ...args]).finished;
      expect(finished).toMatchObject({ code: 2, stdout: '' });
      expect(finished.stderr).toContain(words);
      expect(finished.stderr).toMatch(/(?:Usage: |用法：)passport-dingtalk-oauth2 doctor/);
      expect(finished.stderr).not.toContain('hunter2');
    }
  });

  it('is one that has no known language, too', async () => {
    const { code, stderr } = await startWithin(['--language', 'fr'], { LANG: 'zh_CN' }).finished;
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^--language 必须是 "en" 或 "zh"。\n\n用法/)]);
  });

  it.each([[[]], [['surgeon']], [['--what']]])('%j names no command', async (args) => {
    const finished = await startCommand(args).finished;
    expect(finished).toMatchObject({ code: 2, stdout: '' });
    expect(finished.stderr).toContain('Usage: passport-dingtalk-oauth2 COMMAND');
  });
});

it.each([
  [['--help'], {}, 'Usage: passport-dingtalk-oauth2 COMMAND'],
  [['--help'], {}, '\n  simulator   Runs a simulated DingTalk'],
  [['-h'], { LANG: 'zh_CN.UTF-8' }, '用法：passport-dingtalk-oauth2 COMMAND'],
  [['doctor', '--help'], {}, 'Usage: passport-dingtalk-oauth2 doctor'],
  [['doctor', '-h', '--language', 'zh'], {}, '用法：passport-dingtalk-oauth2 doctor'],
  [['simulator', '--help', '--language=zh'], {}, '用法：passport-dingtalk-oauth2 simulator'],
])('%j with %j prints the usage', async (args, env, words) => {
  const finished = await startCommand(args, { env }).finished;
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toContain(words);
});

describe('the settings', () => {
  it.each([
    ['.env in the folder', { '.env': dotEnv }, []],
    [
      'the file of --dotenv',
      { '.env': 'DINGTALK_CLIENT_ID=other', 'production.env': dotEnv },
      ['--dotenv', 'production.env'],
    ],
  ])('come from %s', async (_where, files: Record<string, string>, args) => {
    const cwd = temporaryFolder(files);
    expect((await runDoctor(await startDingTalk(), args, { env: none, cwd })).code).toBe(0);
  });

  it('come from the environment first, and from flags before that', async () => {
    const simulator = await startDingTalk();
    const cwd = temporaryFolder({
      '.env': 'DINGTALK_CORP_ID=of-the-file\nDINGTALK_CLIENT_SECRET=of-the-file\n',
    });
    const env = { DINGTALK_CORP_ID: 'of-the-environment' };
    await runDoctor(simulator, [], { env, cwd });
    expect(simulator.requests.some(({ url }) => url.includes('/of-the-environment/token'))).toBe(true);
    const finished = await runDoctor(simulator, ['--corp-id', CORP_ID], { env, cwd });
    expect(finished.code).toBe(0);
  });

  it('of DINGTALK_REGION are checked as flags are', async () => {
    const finished = await startCommand(['doctor'], { env: { DINGTALK_REGION: 'mars' } }).finished;
    expect(finished.code).toBe(2);
  });
});

it.each<[Record<string, string>, string]>([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh' }, 'zh'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LANG: 'zha_CN' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'zh_TW.UTF-8' }, 'zh'],
  [{ LANG: 'zh_CN.GBK' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'C' }, 'en'],
])('the language of the environment %j is %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});
