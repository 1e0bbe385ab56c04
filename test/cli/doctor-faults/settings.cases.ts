import { defaultClient } from '../../../lib/simulator/index.js';
import { broken, type Case, fine, folder, loop } from './case.js';

/** No value in the environment: what is in the files counts. */
const bare = { DINGTALK_CLIENT_ID: '', DINGTALK_CLIENT_SECRET: '', DINGTALK_CORP_ID: '' };
const lines = 'DINGTALK_CLIENT_ID={clientId}\nDINGTALK_CLIENT_SECRET={secret}\nDINGTALK_CORP_ID={corpId}\n';
const right = lines
  .replace('{clientId}', defaultClient.clientId)
  .replace('{secret}', defaultClient.clientSecret)
  .replace('{corpId}', 'ding00000000000000000000000teahouse');
const utf16be = Buffer.from(`\ufeff${right}`, 'utf16le').swap16();

/** Values, the files that they come from, and the command line. */
// biome-ignore format: a fault a line
export const settings: readonly Case[] = [
  // Quotation marks and invisible characters
  broken('quotation marks kept in the secret (docker --env-file)', { env: { DINGTALK_CLIENT_SECRET: '"{secret}"' } }, ['DINGTALK_CLIENT_SECRET', /quotation mark|quotes/i], { zh: ['DINGTALK_CLIENT_SECRET', '引号'] }),
  broken('single quotes kept in the Client ID', { env: { DINGTALK_CLIENT_ID: "'{clientId}'" } }, ['DINGTALK_CLIENT_ID', /quotation mark|quotes/i]),
  broken('curly quotation marks around the secret, copied from a chat', { env: { DINGTALK_CLIENT_SECRET: '“{secret}”' } }, ['DINGTALK_CLIENT_SECRET', /quotation mark|quotes/i]),
  broken('quotation marks kept in the corpId', { env: { DINGTALK_CORP_ID: '"{corpId}"' } }, ['DINGTALK_CORP_ID', /quotation mark|quotes/i], { exit: [1, 2] }),
  broken('quotation marks kept in the SSOSecret', { env: { DINGTALK_SSO_SECRET: '"{ssoSecret}"' } }, ['DINGTALK_SSO_SECRET', /quotation mark|quotes/i]),
  broken('a zero-width space in the Client ID, copied from a web page', { env: { DINGTALK_CLIENT_ID: '{clientId}\u200b' } }, ['DINGTALK_CLIENT_ID', /invisible|cannot be seen|can’t be seen|U\+200B/i], { zh: ['DINGTALK_CLIENT_ID', '不可见'] }),
  broken('a no-break space at the end of the secret', { env: { DINGTALK_CLIENT_SECRET: '{secret}\u00a0' } }, ['DINGTALK_CLIENT_SECRET', /space|blank|invisible/i]),
  broken('a carriage return at the end of the secret', { env: { DINGTALK_CLIENT_SECRET: '{secret}\r' } }, ['DINGTALK_CLIENT_SECRET', /line|invisible|blank|space|carriage/i]),
  broken('an invisible character in DINGTALK_CORP_ID', { env: { DINGTALK_CORP_ID: '\u200e{corpId}' } }, ['DINGTALK_CORP_ID', /invisible|cannot be seen|can’t be seen|U\+200E|letters and digits/i], { exit: [1, 2] }),
  broken('the placeholder of an example', { env: { DINGTALK_CLIENT_SECRET: 'your-client-secret' } }, ['DINGTALK_CLIENT_SECRET', /placeholder|example/i], { zh: ['DINGTALK_CLIENT_SECRET', /占位|示例/] }),
  broken('a placeholder in angle brackets', { env: { DINGTALK_CLIENT_ID: '<Client ID>' } }, ['DINGTALK_CLIENT_ID']),
  broken('a reference that nobody filled in', { env: { DINGTALK_CLIENT_SECRET: '$DINGTALK_SECRET' } }, ['DINGTALK_CLIENT_SECRET']),
  broken('names as other packages have them', { env: { ...bare, DINGTALK_APP_KEY: '{clientId}', DINGTALK_APP_SECRET: '{secret}' } }, ['DINGTALK_CLIENT_ID', 'DINGTALK_APP_KEY']),
  broken('a name without its underscore', { env: { ...bare, DINGTALK_CLIENTID: '{clientId}', DINGTALK_CLIENT_SECRET: '{secret}' } }, ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENTID']),
  broken('quotation marks kept in the callback URL', { env: { DINGTALK_CALLBACK_URL: '"http://localhost:3000/cb"' } }, ['DINGTALK_CALLBACK_URL'], { exit: [1, 2] }),
  // .env
  broken('.env with a BOM (Notepad)', { env: bare, files: { '.env': `\ufeff${lines}` } }, ['.env', /byte order mark|BOM/i], { exit: [0, 1], hides: ['not given', 'is missing'] }),
  fine('.env with Windows line ends, `export` and a comment in Chinese', { env: bare, files: { '.env': `# 钉钉\r\n${lines.replaceAll('DINGTALK', 'export DINGTALK').replaceAll('\n', '\r\n')}` } }),
  broken('.env in UTF-16 (PowerShell)', { env: bare, files: { '.env': Buffer.from(`\ufeff${right}`, 'utf16le') } }, ['.env', /UTF-16/i, /UTF-8/i], { zh: ['.env', 'UTF-16', 'UTF-8'] }),
  broken('.env in big-endian UTF-16', { env: bare, files: { '.env': utf16be } }, ['.env', /UTF-16/i]),
  broken('.env in UTF-16 without a byte order mark', { env: bare, files: { '.env': Buffer.from(right, 'utf16le') } }, ['.env', /UTF-16|UTF-8/i]),
  broken('.env is a folder', { env: bare, files: { '.env': folder } }, ['.env', /folder|directory|EISDIR/]),
  broken('.env is a link to itself', { env: bare, files: { '.env': loop } }, ['.env', /cannot be read|can’t be read|ELOOP/], { zh: ['.env', /无法读取|ELOOP/] }),
  fine('.env is a folder, and the environment has everything', { files: { '.env': folder } }, [], { hides: ['✗'] }),
  broken('nothing is set, and there is no .env', { env: bare }, ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET', '.env'], { calls: 0 }),
  broken('.env is written like YAML', { env: bare, files: { '.env': lines.replaceAll('=', ': ') } }, ['DINGTALK_CLIENT_ID', '.env']),
  broken('the secret is empty in .env', { env: bare, files: { '.env': lines.replace('{secret}', '') } }, ['DINGTALK_CLIENT_SECRET']),
  // Which value wins
  broken('an old secret in the environment wins over the right one in .env', { env: { ...bare, DINGTALK_CLIENT_SECRET: 'an-old-secret' }, files: { '.env': lines } }, ['DINGTALK_CLIENT_SECRET', /environment/, /\.env has another|another (?:value|one)[^.]*\.env|differ/i], { zh: ['DINGTALK_CLIENT_SECRET', '环境变量', '.env'] }),
  broken('an old Client ID in the environment wins over the right one in .env', { env: { ...bare, DINGTALK_CLIENT_ID: 'dingoldapp' }, files: { '.env': lines } }, ['DINGTALK_CLIENT_ID', 'dingoldapp', /environment/, '.env']),
  broken('an old corpId in the environment wins over the right one in .env', { env: { ...bare, DINGTALK_CORP_ID: 'dingold' }, files: { '.env': lines }, args: '--for membership' }, ['DINGTALK_CORP_ID', /environment/, '.env']),
  fine('the environment is right, .env is old', { files: { '.env': 'DINGTALK_CLIENT_SECRET=an-old-secret\n' } }, [], { hides: ['✗'] }),
  broken('the secret comes from .env and is wrong: which file is said', { env: { ...bare }, files: { '.env': lines.replace('{secret}', 'another-app-s') } }, [defaultClient.clientId, '.env', 'Client Secret']),
  // The command line
  broken('a file of settings with a Windows path, which is not there', { args: '--dotenv C:\\app\\.env' }, ['C:\\app\\.env', /not found|cannot be read|can’t be read|ENOENT/], { exit: 2 }),
  broken('a file of settings that is a folder', { files: { config: folder }, args: '--dotenv config' }, ['config', /folder|directory|EISDIR/], { exit: 2 }),
  fine('a file of settings with another name', { env: bare, files: { 'production.env': lines }, args: '--dotenv production.env' }),
  broken('DINGTALK_REGION is a host', { env: { DINGTALK_REGION: 'dingtalk.io' } }, ['DINGTALK_REGION', 'intl'], { exit: [1, 2] }),
  // The simulator
  fine('DINGTALK_SIMULATOR as the simulator prints it', { at: '', env: { DINGTALK_SIMULATOR: '{origin}' } }, [/simulator/i]),
  fine('DINGTALK_SIMULATOR in .env', { at: '', env: bare, files: { '.env': `${lines}DINGTALK_SIMULATOR='{origin}'\n` } }, [/simulator/i]),
  broken('DINGTALK_SIMULATOR is no address', { at: '', env: { DINGTALK_SIMULATOR: 'localhost:8080' } }, ['DINGTALK_SIMULATOR'], { exit: [1, 2] }),
  broken('DINGTALK_SIMULATOR is set, but the simulator does not run', { at: '', env: { DINGTALK_SIMULATOR: 'http://{closed}' } }, [/simulator/i, /nothing listens|refused|ECONNREFUSED|not running|start/i]),
];
