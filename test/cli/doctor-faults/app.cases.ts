import { existsSync } from 'node:fs';
import { defaultClient } from '../../../lib/simulator/index.js';
import { address, api, down, html, lacks, old, redirect, stopped, wrapped } from './answers.js';
import { broken, type Case, fine, folder, limited, ownHosts } from './case.js';

const teaHouse = 'ding00000000000000000000000teahouse';
const stationery = 'ding0000000000000000000000stationery';
const signInAlone = { permissions: ['Contact.User.Read', 'Contact.User.mobile'] };
const suite = { thirdParty: true, authorizedCorpIds: [teaHouse] };
const refused = api(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
const list = '服务器出口IP';
const notWell = /Nothing is wrong\./;

/** The app as it is set up at DingTalk. */
// biome-ignore format: a fault a line
export const app: readonly Case[] = [
  fine('all well, no --sign-in', {}, [defaultClient.clientId, /environment/, '--sign-in', 'Contact.User.Read', /redirect URL|is registered/i], { hides: [notWell, '✗'], zh: ['--sign-in', 'Contact.User.Read', /重定向 ?URL|是否已登记/] }),
  fine('all well, everything asked for', { args: '--for membership,staff,departments,email,mobile' }, [], { hides: [notWell, '✗'] }),
  // Client ID, Client Secret
  broken('wrong secret', { env: { DINGTALK_CLIENT_SECRET: 'another-app-s' } }, [defaultClient.clientId, '凭证与基础信息', /publish/i], { cause: 'credentials', zh: [defaultClient.clientId, '凭证与基础信息', '发布'] }),
  broken('wrong secret, at DingTalk’s own hosts', { ...ownHosts, env: { DINGTALK_CLIENT_SECRET: 'another-app-s' } }, ['DINGTALK_REGION=intl'], { cause: 'credentials', zh: ['DINGTALK_REGION=intl'] }),
  broken('Client ID of another app', { env: { DINGTALK_CLIENT_ID: 'dinganotherapp' } }, ['dinganotherapp'], { cause: 'credentials' }),
  broken('Client ID and Client Secret swapped', { env: { DINGTALK_CLIENT_ID: '{secret}', DINGTALK_CLIENT_SECRET: '{clientId}' } }, ['DINGTALK_CLIENT_SECRET']),
  broken('the AgentId in place of the Client ID', { env: { DINGTALK_CLIENT_ID: '3012345678' } }, ['3012345678', /AgentId|begins? with .?ding/i], { zh: [/AgentId|以.?ding/i] }),
  broken('the app’s ID (unifiedAppId) in place of the Client ID', { env: { DINGTALK_CLIENT_ID: '1f2e3d4c-aaaa-4bbb-8ccc-0123456789ab' } }, [/begins? with .?ding|App ?ID/i]),
  broken('never published', { app: { published: false } }, [/publish/i, '版本管理与发布'], { cause: 'credentials' }),
  broken('a mainland app at dingtalk.io: invalid_client', { ...ownHosts, answers: { token: api(400, 'invalid_client', 'invalid_client'), corpToken: api(400, 'invalid_client', 'invalid_client') } }, ['DINGTALK_REGION'], { cause: 'credentials' }),
  // Third-party apps
  fine('third-party (suite) app, corpId given, all granted that it can have', { app: suite }, [/third-party/], { hides: ['✗', notWell], zh: ['第三方'] }),
  fine('third-party app, --for email', { app: suite, args: '--for staff,email' }, [/third-party/], { exit: [0, 1] }),
  fine('third-party app, --for membership,staff', { app: suite, args: '--for membership,staff' }, [], { hides: ['✗'] }),
  fine('third-party app, --sign-in: its mobile numbers are masked', { app: suite, signIn: 'agrees' }, [], { hides: ['✗'] }),
  limited('third-party (suite) app used as an internal one: no corpId', { app: suite, env: { DINGTALK_CORP_ID: '' } }, [/third-party/, 'DINGTALK_CORP_ID'], { exit: 1, zh: ['第三方', 'DINGTALK_CORP_ID'] }),
  broken('third-party app of another organization', { app: { ...suite, authorizedCorpIds: [stationery] } }, [/authoriz/i]),
  broken('third-party app, wrong secret', { app: suite, env: { DINGTALK_CLIENT_SECRET: 'another-app-s' } }, [defaultClient.clientId], { cause: 'credentials' }),
  // The organization
  broken('corpId of another organization', { env: { DINGTALK_CORP_ID: stationery }, args: '--for membership' }, ['DINGTALK_CORP_ID', /organization/]),
  broken('corpId that DingTalk does not know (500 unknownError)', { env: { DINGTALK_CORP_ID: 'dingnosuch' }, args: '--for membership' }, [/no such organization/i, 'DINGTALK_CORP_ID'], { cause: 'no-organization', hides: [/down or busy/i] }),
  fine('no corpId, an internal app', { env: { DINGTALK_CORP_ID: '' } }, [], { hides: ['✗'] }),
  // Stopped
  broken('app stopped: token yes, every call 50003 应用已停用', { answers: { oapi: stopped, me: stopped } }, [/stopped|disabled/, '应用已停用', /enable/i], { cause: 'app-stopped', zh: ['停用', '启用'] }),
  broken('app stopped, 50003 without the envelope', { answers: { oapi: old(50003, 'app is disabled') } }, [/stopped|disabled/, /enable/i], { cause: 'app-stopped' }),
  broken('app stopped between the checks: 50003 at getbyunionid, --sign-in', { answers: { byUnionId: stopped }, signIn: 'agrees', args: '--for membership' }, [/stopped|disabled/], { cause: 'app-stopped' }),
  broken('app stopped, 50003 at the app’s token already', { answers: { token: api(400, '50003', '应用已停用'), corpToken: api(400, '50003', '应用已停用') } }, [/stopped|disabled/], { cause: 'app-stopped' }),
  broken('organization stopped: 50005 企业已禁用', { answers: { oapi: wrapped(50005, '企业已禁用') } }, [/organization/, /stopped|disabled/], { cause: 'organization-stopped', zh: [/企业|组织/, /停用|禁用/] }),
  broken('organization stopped, 50005 without the envelope', { answers: { oapi: old(50005, '企业已禁用') } }, [/organization/], { cause: 'organization-stopped' }),
  broken('app uninstalled: 48004 授权关系无效', { answers: { oapi: wrapped(48004, '授权关系无效') } }, ['48004', '授权关系无效']),
  // Permissions
  fine('app for sign-in alone, no directory permission; a sign-in works', { app: signInAlone, signIn: 'agrees' }, [/sign-in works/i, /membership/, /staff/], { hides: ['✗'], zh: [/登录(?:成功|正常|可用|没有问题)|可以登录/] }),
  fine('app for sign-in alone, no --sign-in', { app: signInAlone }, [], { hides: ['✗', notWell] }),
  broken('app for sign-in alone, --for membership', { app: signInAlone, args: '--for membership' }, ['qyapi_get_member', 'https://open-dev.dingtalk.com/appscope/apply'], { cause: 'permission' }),
  fine('no department permission, --for staff', { app: { permissions: [...signInAlone.permissions, 'qyapi_get_member'] }, args: '--for staff' }, [], { hides: ['✗'] }),
  broken('no department permission, --for departments', { app: { permissions: [...signInAlone.permissions, 'qyapi_get_member'] }, args: '--for staff,departments' }, ['qyapi_get_department_list'], { cause: 'permission' }),
  broken('no e-mail permission, --for email', { app: { permissions: [...signInAlone.permissions, 'qyapi_get_member', 'fieldMobile'] }, args: '--for staff,email' }, [/fieldEmail|邮箱/]),
  fine('no mobile permission, --for email', { app: { permissions: [...signInAlone.permissions, 'qyapi_get_member', 'fieldEmail'] }, args: '--for staff,email' }, [], { hides: ['✗'] }),
  limited('auth/scopes refused (qyapi_base)', { answers: { scopes: lacks('qyapi_base') } }, [/not granted/, 'qyapi_base', 'https://open-dev.dingtalk.com/appscope/apply?content=dingsimulatorexample%23qyapi_base'], { exit: [0, 1], zh: [/未开通|没有开通/, 'qyapi_base'] }),
  broken('getbyunionid refused with 60011, without the envelope and a link', { answers: { byUnionId: old(60011, 'no permission'), record: old(60011, 'no permission') }, args: '--for membership' }, ['qyapi_get_member', '权限管理'], { cause: 'permission' }),
  broken('the member’s record refused with 60011, --for staff', { answers: { record: lacks('qyapi_get_member') }, args: '--for staff' }, ['qyapi_get_member', 'https://open-dev.dingtalk.com/appscope/apply'], { cause: 'permission' }),
  // Contact scope
  broken('contact scope: nobody, --for membership', { app: { contactScope: {} }, args: '--for membership,staff' }, ['通讯录接口权限范围'], { cause: 'contact-scope' }),
  fine('contact scope: nobody, nothing asked for', { app: { ...signInAlone, contactScope: {} } }, [], { hides: ['✗'] }),
  fine('contact scope: one department', { app: { contactScope: { departmentIds: [110] } } }, ['110'], { hides: ['✗'] }),
  // The address
  broken('address not allowed, Chinese wording', { app: { allowedIps: ['203.0.113.9'] } }, ['127.0.0.1', list], { cause: 'ip-not-allowed', zh: ['127.0.0.1', list] }),
  broken('address not allowed, English wording', { answers: { token: address('The request ip 203.0.113.9 is not in the white list.'), corpToken: address('The request ip 203.0.113.9 is not in the white list.') } }, ['203.0.113.9', list], { cause: 'ip-not-allowed', zh: ['203.0.113.9', list] }),
  broken('address not allowed, another English wording, the directory only', { answers: { oapi: wrapped(60020, 'Access denied: your IP (203.0.113.9) is not whitelisted, appKey dingsimulatorexample') } }, ['203.0.113.9', list], { cause: 'ip-not-allowed' }),
  broken('address not allowed, IPv6', { answers: { oapi: wrapped(60020, '访问ip不在白名单之中,request ip=2001:db8:0:1::9 appKey(dingsimulatorexample)') } }, ['2001:db8:0:1::9', list], { cause: 'ip-not-allowed', zh: ['2001:db8:0:1::9'] }),
  broken('address not allowed, IPv6 in English and brackets', { answers: { token: address('ip [2001:db8::9] not in whitelist'), corpToken: address('ip [2001:db8::9] not in whitelist') } }, ['2001:db8::9', list], { cause: 'ip-not-allowed' }),
  broken('address not allowed, and DingTalk names none', { answers: { oapi: wrapped(60020, '访问ip不在白名单之中') } }, [list], { cause: 'ip-not-allowed' }),
  broken('address not allowed at the organization’s token only', { answers: { corpToken: address('request ip=203.0.113.9') }, args: '--for membership' }, ['203.0.113.9', list], { cause: 'ip-not-allowed' }),
  // The admin console
  broken('wrong SSOSecret', { env: { DINGTALK_SSO_SECRET: 'another-company-s' } }, ['SSOSecret']),
  broken('no SSOSecret, --for admin', { args: '--for admin' }, ['DINGTALK_SSO_SECRET']),
  fine('an SSOSecret that works', { env: { DINGTALK_SSO_SECRET: '{ssoSecret}' }, args: '--for admin' }, [], { hides: ['✗'] }),
  broken('a redirect answers the SSO call only', { env: { DINGTALK_SSO_SECRET: '{ssoSecret}' }, answers: { sso: redirect('http://127.0.0.1:9/') } }, [/redirect/i], { cause: 'redirect' }),
];

const echo = api(400, 'WAF.Blocked', `body {"appSecret":"${defaultClient.clientSecret}"} was refused`);
const person = { unionId: 'simulatorXiaoManiEiE', nick: '小满', organizations: [teaHouse] };
const read = 'permission:Contact.User.Read';

/** What only a person's sign-in shows. */
// biome-ignore format: a fault a line
export const signIns: readonly Case[] = [
  fine('a sign-in works, everything asked for', { signIn: 'agrees', args: '--for membership,staff,departments,email,mobile' }, [/sign-in works/i], { hides: ['✗'] }),
  // Permissions
  broken('Contact.User.Read missing, no --sign-in', { app: { permissions: ['qyapi_get_member'] } }, ['Contact.User.Read', '--sign-in', /redirect URL|is registered/i], { exit: 0, hides: [notWell] }),
  broken('Contact.User.Read missing, --sign-in', { app: { permissions: ['qyapi_get_member'] }, signIn: 'agrees' }, ['Contact.User.Read', '权限管理'], { cause: 'permission', checks: { [read]: 'wrong' }, zh: ['Contact.User.Read', '权限管理'] }),
  broken('Contact.User.Read refused in other words, --sign-in', { answers: { me: api(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', 'no permission') }, signIn: 'agrees' }, ['Contact.User.Read'], { cause: 'permission', checks: { [read]: 'wrong' } }),
  fine('a person without a mobile number', { people: [person], signIn: 'agrees' }, [], { hides: ['✗', /Contact\.User\.mobile +not granted/] }),
  fine('a person without a mobile number, --for mobile', { people: [person], signIn: 'agrees', args: '--for mobile' }, [], { exit: [0, 1], hides: [/Contact\.User\.mobile +not granted/] }),
  broken('Contact.User.mobile missing, --for mobile', { app: { permissions: ['Contact.User.Read', 'qyapi_get_member', 'fieldMobile'] }, args: '--for mobile', signIn: 'agrees' }, ['Contact.User.mobile']),
  fine('Contact.User.mobile missing, not asked for', { app: { permissions: ['Contact.User.Read'] }, signIn: 'agrees' }, [], { hides: ['✗'] }),
  broken('no unionId in the profile', { answers: { me: { body: { nick: 'x', openId: 'y' } } }, signIn: 'agrees' }, ['unionId'], { cause: 'no-union-id' }),
  // The directory
  broken('person outside the contact scope (50002 at getbyunionid)', { answers: { byUnionId: old(50002, '请求的员工userid不在授权范围内') }, args: '--for membership', signIn: 'agrees' }, [/contact scope/, '通讯录接口权限范围'], { cause: 'contact-scope', checks: { membership: 'wrong' }, zh: ['通讯录接口权限范围'] }),
  broken('person outside the contact scope (50002 in 88 at the record)', { answers: { record: wrapped(50002, '请求的员工userid不在授权范围内') }, args: '--for staff', signIn: 'agrees' }, [/contact scope/], { cause: 'contact-scope', checks: { 'staff-record': 'wrong' } }),
  broken('person outside the contact scope as the app is set up', { app: { contactScope: { departmentIds: [100], userIds: [] }, permissions: ['Contact.User.Read', 'qyapi_get_member'] }, answers: { record: old(50002, 'userid not in scope') }, args: '--for membership,staff', signIn: 'agrees' }, [/contact scope/], { cause: 'contact-scope' }),
  broken('directory lists the person, the record says 60121', { answers: { record: old(60121, '找不到该用户') }, args: '--for staff', signIn: 'agrees' }, [/no record/], { cause: 'not-in-directory', hides: [/no such call/], checks: { 'staff-record': 'wrong' }, zh: [/没有.{0,12}(?:档案|记录|该用户)/] }),
  broken('directory lists the person, the record says 33012', { answers: { record: old(33012, '无效的USERID') }, args: '--for staff', signIn: 'agrees' }, [/no record/], { hides: [/no such call/] }),
  broken('a departed person (60121 at getbyunionid), --for membership', { answers: { byUnionId: old(60121, '找不到该用户') }, args: '--for membership', signIn: 'agrees' }, ['60121', /directory|left/], { cause: 'not-in-directory', zh: ['60121'] }),
  fine('a departed person, membership not asked for', { app: signInAlone, answers: { byUnionId: old(60121, '找不到该用户') }, signIn: 'agrees' }, [], { hides: ['✗'] }),
  broken('an external contact, --for membership', { people: [{ unionId: 'simulatorQingNingiEiE', nick: '青柠', organizations: [teaHouse] }], signIn: { as: 'simulatorQingNingiEiE' }, args: '--for membership' }, ['外部联系人'], { exit: [1] }),
  // Code exchange
  broken('code exchange: credentials refused though the app token was given', { answers: { exchange: api(400, 'invalidClient', '无效的client') }, signIn: 'agrees' }, ['invalidClient'], { checks: { 'sign-in': 'wrong' } }),
  broken('code exchange: invalidClientIdOrSecret though the app token was given', { answers: { exchange: refused }, signIn: 'agrees' }, ['invalidClientIdOrSecret'], { checks: { 'sign-in': 'wrong' } }),
  broken('code exchange: the code is not accepted', { answers: { exchange: api(400, 'invalidParameter.authCode.notFound', '不合法的临时授权码') }, signIn: 'agrees' }, [/code/], { cause: 'code-refused', checks: { 'sign-in': 'wrong' } }),
  broken('code exchange: 500', { answers: { exchange: api(500, 'unknownError', '未知错误') }, signIn: 'agrees' }, [/down or busy|unavailable/i], { checks: { 'sign-in': 'wrong' } }),
  broken('address refused at the code exchange only, --sign-in', { answers: { exchange: address('访问ip不在白名单之中,request ip=203.0.113.9 appKey(x)') }, signIn: 'agrees' }, ['203.0.113.9', list], { cause: 'ip-not-allowed', checks: { 'sign-in': 'wrong' }, zh: ['203.0.113.9', list] }),
  broken('address refused at the profile only, IPv6', { answers: { me: address('request ip=2001:db8::9') }, signIn: 'agrees' }, ['2001:db8::9', list], { cause: 'ip-not-allowed' }),
  broken('address refused at getbyunionid only, --for membership', { answers: { byUnionId: wrapped(60020, 'request ip=203.0.113.9') }, args: '--for membership', signIn: 'agrees' }, ['203.0.113.9', list], { cause: 'ip-not-allowed' }),
  broken('app stopped at the code exchange', { answers: { exchange: api(400, '50003', '应用已停用') }, signIn: 'agrees' }, [/stopped|disabled/], { cause: 'app-stopped' }),
  // What others say, which is shown
  broken('DingTalk’s words name the person', { answers: { record: old(50002, '用户小满(10000000001, tea-007)不在授权范围内') }, args: '--for staff', signIn: 'agrees' }, ['50002']),
  broken('a gateway repeats the request', { answers: { token: echo, corpToken: echo } }, ['WAF.Blocked']),
  broken('a gateway’s page repeats the request', { answers: { all: html(403, `Blocked: ${defaultClient.clientSecret}`) } }, ['HTML']),
  broken('DingTalk’s words have control characters and no end', { answers: { oapi: old(47001, `\u001b[31mbad\u0007\u202e${'very '.repeat(9999)}`) } }, ['47001']),
  broken('a redirect with a password in it', { answers: { all: redirect('http://user:hunter2@127.0.0.1:9/?password=hunter2') } }, ['http://127.0.0.1:9']),
  broken('code exchange: a permission is missing', { answers: { exchange: api(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', '没有调用该接口的权限', { accessdenieddetail: { requiredScopes: ['open_app_api_base'] } }) }, signIn: 'agrees' }, ['open_app_api_base'], { cause: 'permission', checks: { 'sign-in': 'wrong' } }),
  broken('the profile: no such user', { answers: { me: api(404, 'invalidParameter.user.notFound', '找不到该用户') }, signIn: 'agrees' }, ['invalidParameter.user.notFound'], { hides: [/this call/] }),
  broken('the profile: the token is not accepted', { answers: { me: api(400, 'InvalidAuthentication', '不合法的access_token') }, signIn: 'agrees' }, ['InvalidAuthentication'], { cause: 'token-refused' }),
  // The callback URL
  fine('DINGTALK_CALLBACK_URL=/auth/dingtalk/callback, a path, as the strategy takes it', { env: { DINGTALK_CALLBACK_URL: '/auth/dingtalk/callback' } }, [/whole (?:callback )?URL|full URL/i, '--sign-in'], { hides: ['✗'] }),
  broken('a path as the callback URL, --sign-in', { signIn: 'does not come', args: '--callback-url /auth/dingtalk/callback' }, [/whole (?:callback )?URL|full URL/i], { exit: [1, 2] }),
  fine('a path with a query as the callback URL', { args: '--callback-url /auth/callback?next=%2F' }, [], { hides: ['✗'] }),
  broken('a callback URL with a fragment', { args: '--callback-url http://localhost:3000/#/callback' }, [/fragment|#/], { exit: [1, 2] }),
  broken('callback port in use', { signIn: 'does not come', args: '--callback-url {busy}' }, [/cannot be served|can’t be served|in use|port/], { cause: 'port-in-use', checks: { 'sign-in': 'wrong' }, zh: ['端口'] }),
  broken('callback port in use by an application on localhost', { signIn: 'does not come', args: '--callback-url {busyLocalhost}' }, [/in use|port/], { cause: 'port-in-use' }),
  broken('callback port in use, --report', { signIn: 'does not come', args: '--callback-url {busy} --report report.json' }, [/port/], { cause: 'port-in-use', writes: 'report.json' }),
  broken('callback URL of another machine', { signIn: 'does not come', args: '--callback-url https://app.example.com/auth/dingtalk/callback' }, [/this machine/], { cause: 'callback-elsewhere', checks: { 'sign-in': 'wrong' } }),
  broken('callback URL of a name that only this machine has', { signIn: 'does not come', args: '--callback-url http://app.test:3000/auth/dingtalk/callback' }, [/this machine/], { cause: 'callback-elsewhere' }),
  broken('callback URL of https: on this machine', { signIn: 'does not come', args: '--callback-url https://localhost:3000/auth/dingtalk/callback' }, [/http:/], { cause: 'callback-elsewhere' }),
  broken('redirect URL not registered, no --sign-in', { app: { redirectUrls: ['https://app.example.com/callback'] }, env: { DINGTALK_CALLBACK_URL: 'https://app.example.com/cb' } }, ['https://app.example.com/cb', /regist/, '--sign-in'], { exit: 0, hides: [notWell] }),
  broken('redirect URL not registered, --sign-in', { app: { redirectUrls: ['https://app.example.com/callback'] }, signIn: 'agrees', args: '--wait 1' }, [/regist/, '重定向URL'], { cause: 'nobody-came-back', checks: { 'sign-in': 'wrong' } }),
  broken('redirect URL that differs by a slash, --sign-in', { app: { redirectUrls: ['http://127.0.0.1:3000/auth/dingtalk/callback/'] }, signIn: 'agrees', args: '--wait 1' }, [/letter for letter|exactly/, '重定向URL'], { cause: 'nobody-came-back', zh: ['重定向URL'] }),
  broken('nobody comes back', { signIn: 'does not come', args: '--wait 1' }, [/came back|come back/], { cause: 'nobody-came-back', zh: [/跳转回来|返回/] }),
  broken('somebody else’s callback comes, and nobody after it', { signIn: { query: 'code=of-somebody-else&state=another' }, args: '--wait 1' }, [], { cause: 'nobody-came-back' }),
  // The person
  broken('the person refuses', { signIn: 'refuses' }, [/refused|declined|denied/], { cause: 'person-refused', checks: { 'sign-in': 'wrong' } }),
  broken('DingTalk’s page refuses: 400010, the redirect URL', { signIn: { query: 'error=400010&error_description=redirect' } }, ['400010'], { checks: { 'sign-in': 'wrong' } }),
  broken('DingTalk’s page refuses: invalid_scope', { signIn: { query: 'error=invalid_scope' } }, ['invalid_scope'], { cause: 'authorization-refused' }),
  broken('DingTalk’s page refuses: 500408, not a member', { signIn: { query: 'error=500408' } }, ['500408']),
  broken('the person chooses another organization', { signIn: { corpId: stationery } }, [/another organization|other organization/i], { exit: [0, 1] }),
  fine('no corpId in the token answer', { answers: { exchange: { body: { accessToken: 'a'.repeat(32), refreshToken: 'b'.repeat(32), expireIn: 7200 } }, me: { body: { nick: 'x', unionId: 'y', openId: 'z' } } }, signIn: 'agrees' }, [/organization/], { exit: [0, 1] }),
  limited('Ctrl-C while the person is away: --json says what was found?', { signIn: 'interrupts' }, ['credentials'], { exit: 130 }),
  limited('Ctrl-C while DingTalk is silent', { answers: { token: { end: 'never answers' } }, meanwhile: 'interrupt at the first call' }, ['network'], { exit: 130 }),
];

/** `script`, and a browser that is found by the name of its opener. */
const hasTerminals = process.platform === 'linux' && existsSync('/usr/bin/script');

/** A browser whose person agrees. */
const browser = `#!{node}
const form = new URLSearchParams({ decision: 'agree', unionId: '${person.unionId}' });
fetch(process.argv[2], { method: 'POST', body: form, redirect: 'manual' })
  .then((answer) => fetch(answer.headers.get('location')));
`;

/** The terminal, and files that are written. */
// biome-ignore format: a fault a line
export const terminal: readonly Case[] = [
  broken('report file that cannot be written, all else well', { args: '--report {cwd}/no/such/report.json' }, [/report/i, 'ENOENT'], { exit: 2, calls: 0, zh: ['报告'] }),
  broken('the report is a folder', { files: { 'report.json': folder }, args: '--report report.json' }, [/report/i, /EISDIR|folder|directory/], { exit: 2, calls: 0 }),
  broken('the report is on a full disk', { args: '--report /dev/full' }, [/report/i, 'ENOSPC'], { exit: [1, 2] }),
  fine('the report can be written', { args: '--report report.json' }, [], { writes: 'report.json' }),
  limited('the report after Ctrl-C', { signIn: 'interrupts', args: '--report report.json' }, [], { exit: 130, writes: 'report.json' }),
  broken('the report where DingTalk is a portal', { answers: { all: html() }, args: '--report report.json' }, ['HTML'], { writes: 'report.json' }),
  broken('LANG=zh_CN.GBK (a terminal that shows UTF-8 as rubbish)', { env: { LANG: 'zh_CN.GBK', DINGTALK_CLIENT_SECRET: 'another-app-s' } }, ['credentials', 'Client Secret']),
  broken('LC_ALL=C', { env: { LC_ALL: 'C', DINGTALK_CLIENT_SECRET: 'another-app-s' } }, ['credentials']),
  broken('LANG=en_US.ISO-8859-1', { env: { LANG: 'en_US.ISO-8859-1' }, answers: { all: html(200, 'Accès au réseau') } }, ['HTML']),
  fine('LC_ALL=C.UTF-8', { env: { LC_ALL: 'C.UTF-8' } }, ['✓']),
  fine('LANG=zh_CN.utf8', { env: { LANG: 'zh_CN.utf8' } }, ['毫秒']),
  fine('LC_CTYPE=POSIX', { env: { LC_CTYPE: 'POSIX' } }, ['credentials']),
  broken('LANG=zh_CN.UTF-8', { env: { LANG: 'zh_CN.UTF-8', DINGTALK_CLIENT_SECRET: 'another-app-s' } }, ['credentials', '凭证与基础信息', '发布']),
  broken('piped into something that closes (| head -1)', { meanwhile: 'close stdout after a line', answers: { token: { end: 'never answers' } }, args: '--timeout 0.5' }, [], { exit: [1, 141] }),
  broken('piped into something that has ended', { meanwhile: 'close stdout' }, [], { exit: 141 }),
  broken('piped into something that has ended, --sign-in', { meanwhile: 'close stdout', signIn: 'does not come', args: '--wait 1' }, [], { exit: 141 }),
  // Colours
  fine('FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, [], { isColoured: true }),
  fine('NO_COLOR', { env: { NO_COLOR: '1' } }),
  ...(hasTerminals ? [
    fine('a terminal', { isTerminal: true }, ['[y/N]'], { isColoured: true }),
    fine('a terminal and NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }, ['[y/N]']),
    fine('a terminal that is dumb', { isTerminal: true, env: { TERM: 'dumb' } }),
    broken('a terminal, and nothing to sign in to', { isTerminal: true, answers: { all: down } }, [], { hides: ['[y/N]'], isColoured: true }),
    fine('the browser is opened where there is one', { env: { DISPLAY: ':0' }, files: { 'xdg-open': browser }, signIn: 'does not come' }, [/sign-in works/i]),
    broken('the browser cannot be opened, and nobody comes', { env: { DISPLAY: ':0' }, signIn: 'does not come', args: '--wait 1' }, [], { cause: 'nobody-came-back' }),
  ] : []),
];
