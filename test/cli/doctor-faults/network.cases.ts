import {
  api,
  banned,
  busy,
  down,
  html,
  late,
  old,
  qps,
  redirect,
  silent,
  systemBusy,
  tooMany,
  wrapped,
} from './answers.js';
import { broken, type Case, fine, ownHosts } from './case.js';

/** A silent server is listened to three times as long. */
const soon = '--timeout 0.5';
/** Less than what is {@link late}. */
const patient = '--timeout 2';
const notDingTalk = /(?:is no|is not|isn’t) DingTalk/;
const noAuthority = [/NODE_EXTRA_CA_CERTS/, /certificate authority/i];
const { hosts: inHosts } = ownHosts;

/** The way to DingTalk, without a proxy. */
// biome-ignore format: a fault a line
export const network: readonly Case[] = [
  // Silence
  broken('takes the connection and never answers (--dingtalk)', { server: 'never answers', args: soon }, [/no answer .{0,60}within 0\.5 seconds/i], { zh: [/没有(?:收到)?(?:任何)?(?:响应|应答|回应)|未(?:收到)?(?:响应|应答)/] }),
  broken('takes the connection, TLS is never answered', { server: 'never answers', at: 'https://127.0.0.1:{port}', args: soon }, [/firewall/i], { cause: 'tls-silent', hides: [/certificate/i], zh: ['防火墙'] }),
  broken('takes the request and never answers it', { answers: { all: silent }, args: soon }, [/no answer/i]),
  broken('answers the app’s token, but never the directory', { answers: { oapi: silent }, args: soon }, [/no answer/i]),
  broken('stops in the middle of the answer', { answers: { all: { end: 'stall' } }, args: soon }, [/no (?:whole |complete )?answer|in the middle|stops|incomplete/i]),
  broken('never answers the SSO call', { answers: { sso: silent }, args: soon, env: sso() }, [/no answer/i]),
  // Slowness
  broken('every token answer takes 9 s (the strategy waits 5)', { answers: { token: late, corpToken: late }, args: patient }, [/\b[45](?:\.\d)? ?s/, /after 2\b/, 'timeoutMs'], { cause: 'slow', zh: ['timeoutMs', /秒/] }),
  broken('only the directory is slow', { answers: { oapi: late }, args: patient }, ['timeoutMs'], { cause: 'slow' }),
  broken('the code exchange is slow, --sign-in', { answers: { exchange: late }, args: patient, signIn: 'agrees' }, ['timeoutMs'], { cause: 'slow' }),
  broken('the profile is slow, --sign-in', { answers: { me: late }, args: patient, signIn: 'agrees' }, ['timeoutMs'], { cause: 'slow' }),
  // Connections
  broken('nothing listens (wrong port of --dingtalk)', { server: 'nothing listens' }, [/refuse|nothing listens/i], { cause: 'refused' }),
  broken('connections are reset', { server: 'resets connections' }, [/reset|broken off|cut/i], { hides: [/certificate/i] }),
  broken('connections are reset at the beginning of TLS', { server: 'resets connections', at: 'https://127.0.0.1:{port}' }, [/reset|broken off|cut/i], { cause: 'reset', hides: [/NODE_EXTRA_CA_CERTS/] }),
  broken('connections are closed at the beginning of TLS', { server: 'ends connections', at: 'https://127.0.0.1:{port}' }, [/closed|reset|broken off|cut|ended/i], { hides: [/NODE_EXTRA_CA_CERTS/] }),
  broken('connections are closed before the answer', { answers: { all: { end: 'hangs up' } } }, [/closed|reset|broken off|cut|ended/i]),
  // Certificates
  broken('certificate expired (or clock ahead)', { tls: 'expired' }, ['expired', 'clock', /20\d\d-\d\d-\d\d/], { cause: 'certificate-expired', hides: noAuthority, zh: ['过期', /时钟|时间/] }),
  broken('certificate not yet valid (or clock behind)', { tls: 'not yet valid' }, [/valid yet|yet valid/, 'clock'], { cause: 'certificate-not-yet-valid', hides: noAuthority }),
  broken('certificate expired, at DingTalk’s own hosts', { tls: 'expired', at: '', hosts: inHosts }, ['expired', 'clock'], { cause: 'certificate-expired', hides: noAuthority }),
  broken('certificate of another host (DNS leads elsewhere)', { tls: 'of another host' }, ['cdn.example.net', 'DNS', 'hosts'], { cause: 'certificate-of-another-host', hides: noAuthority, zh: ['cdn.example.net', 'DNS', 'hosts'] }),
  broken('another host’s certificate at DingTalk’s own hosts (/etc/hosts)', { tls: 'of another host', at: '', hosts: inHosts }, ['cdn.example.net', 'DNS'], { cause: 'certificate-of-another-host', hides: noAuthority }),
  broken('an address in --dingtalk that the certificate does not name', { tls: 'of another host', at: 'https://127.0.0.1:{port}' }, ['cdn.example.net'], { cause: 'certificate-of-another-host', hides: noAuthority }),
  broken('a company’s own authority, which Node does not know', { tls: 'of a company', isTrusted: false }, ['NODE_EXTRA_CA_CERTS', /authority/i], { cause: 'certificate-authority', hides: ['clock'], zh: ['NODE_EXTRA_CA_CERTS'] }),
  broken('a self-signed certificate', { tls: 'good', isTrusted: false }, ['NODE_EXTRA_CA_CERTS'], { cause: 'certificate-authority' }),
  broken('the gateway sends no intermediate certificate', { tls: 'incomplete', isTrusted: false }, ['NODE_EXTRA_CA_CERTS']),
  broken('NODE_EXTRA_CA_CERTS names a file that is not there', { tls: 'of a company', isTrusted: false, env: { NODE_EXTRA_CA_CERTS: '{cwd}/no.pem' } }, ['NODE_EXTRA_CA_CERTS']),
  fine('a company’s own authority, which Node was told', { tls: 'of a company' }),
  // No TLS, or another one
  broken('plain HTTP on port 443 (captive portal)', { answers: { all: html(200, 'Hotel WiFi') }, at: 'https://127.0.0.1:{port}' }, [notDingTalk, /TLS|HTTPS/, /sign in to th(?:e|is) network|portal/i], { cause: 'no-tls', hides: [/NODE_EXTRA_CA_CERTS/], zh: [/TLS|HTTPS/, '网络'] }),
  broken('plain HTTP on port 443 at DingTalk’s own hosts', { server: 'speaks plain HTTP', at: '', hosts: inHosts }, [/TLS|HTTPS/], { cause: 'no-tls', hides: [/NODE_EXTRA_CA_CERTS/] }),
  broken('an SSH server on the port of --dingtalk https:', { server: 'speaks SSH', at: 'https://127.0.0.1:{port}' }, [/TLS|HTTPS/], { cause: 'no-tls', hides: [/NODE_EXTRA_CA_CERTS/] }),
  broken('http: in --dingtalk where HTTPS is spoken', { tls: 'good', at: 'http://127.0.0.1:{port}' }, ['--dingtalk'], { hides: [/firewall/i] }),
  broken('something that speaks no HTTP', { server: 'speaks nonsense' }, [/(?:is no|not|isn’t) (?:DingTalk|HTTP)|no HTTP/i]),
  broken('a gateway that speaks TLS 1.1 at best', { server: 'speaks old TLS', tls: 'good' }, [/TLS/], { hides: [/NODE_EXTRA_CA_CERTS/] }),
  broken('a gateway that wants a client certificate', { server: 'wants a client certificate', tls: 'good' }, [/certificate/i]),
  // DNS
  broken('DingTalk’s names lead to this machine (an ad blocker, the hosts file)', { ...ownHosts, server: 'nothing listens' }, ['127.0.0.1', /DNS|hosts file/], { cause: 'leads-here' }),
  broken('login: no DNS (browsers only); api and oapi: corporate CA', { tls: 'of a company', isTrusted: false, at: '', hosts: { 'api.dingtalk.com': true, 'oapi.dingtalk.com': true } }, [/NODE_EXTRA_CA_CERTS.{0,500}$/, 'api.dingtalk.com'], { cause: 'certificate-authority' }),
  fine('login has no address from here, which only browsers need', { tls: 'good', at: '', hosts: { 'api.dingtalk.com': true, 'oapi.dingtalk.com': true } }, [/browser/i], { cause: 'browser-only' }),
  broken('no name has an address', { at: '', hosts: {} }, ['DNS', 'api.dingtalk.com'], { cause: 'no-address', hides: [/NODE_EXTRA_CA_CERTS/], zh: ['DNS'] }),
  broken('a host in --dingtalk that does not exist', { at: 'https://dingtalk.invalid' }, ['dingtalk.invalid', 'DNS'], { cause: 'no-address' }),
  broken('the DNS server does not answer', { at: '', hosts: { 'login.dingtalk.com': 'EAI_AGAIN', 'api.dingtalk.com': 'EAI_AGAIN', 'oapi.dingtalk.com': 'EAI_AGAIN' } }, ['DNS'], { cause: 'dns-silent' }),
  broken('oapi has no address, the others have', { tls: 'good', at: '', hosts: { 'api.dingtalk.com': true, 'login.dingtalk.com': true } }, ['oapi.dingtalk.com', 'DNS']),
  broken('the region dingtalk.io where only dingtalk.com is let out', { ...ownHosts, args: '--region intl' }, ['api.dingtalk.io']),
  fine('DingTalk’s own hosts, all well', { ...ownHosts }),
  fine('dingtalk.io, all well', { ...ownHosts, hosts: { 'api.dingtalk.io': true, 'oapi.dingtalk.io': true, 'login.dingtalk.io': true }, args: '--region intl' }),
  fine('certificates are not looked at (NODE_TLS_REJECT_UNAUTHORIZED=0), by the application either', { tls: 'good', isTrusted: false, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, ['NODE_TLS_REJECT_UNAUTHORIZED']),
  fine('certificates are not looked at by the global agent', { tls: 'good', isTrusted: false, env: preloading("https.globalAgent.options.rejectUnauthorized = false") }),
  fine('the global agent is of another class', { tls: 'good', env: preloading("const { globalAgent } = https; https.globalAgent = { addRequest: (...args) => globalAgent.addRequest(...args), protocol: 'https:', defaultPort: 443 }") }),
];

/** Has Node run a script before the command. */
function preloading(script: string) {
  const module = encodeURIComponent(`import https from 'node:https'; ${script};`);
  return { NODE_OPTIONS: `--import=data:text/javascript,${module}` };
}

function sso() {
  return { DINGTALK_SSO_SECRET: '{ssoSecret}' };
}

/** Answers that come from something else than DingTalk, or from one that is down or busy. */
// biome-ignore format: a fault a line
export const answers: readonly Case[] = [
  // Down
  broken('DingTalk down: 500 unknownError to everything', { answers: { all: down } }, [/down or busy|unavailable/i], { zh: [/不可用|繁忙/] }),
  broken('502 of a gateway', { answers: { all: html(502, '502 Bad Gateway', { server: 'nginx' }) } }, ['502', /gateway|down or busy|unavailable/i]),
  broken('503 with an empty body', { answers: { all: { status: 503, body: '' } } }, ['503']),
  broken('504 of DingTalk’s gateway, whose service took over 3 s', { answers: { all: api(504, 'service.timeout', '服务超时') } }, ['504']),
  broken('-1 系统繁忙 from the directory', { answers: { oapi: busy } }, [/busy|系统繁忙/i]),
  broken('the new gateway is down, the old one is not', { answers: { api: down } }, [/down or busy|unavailable/i]),
  broken('corpId right, DingTalk fails to give the organization’s token (500 server.error)', { answers: { corpToken: api(500, 'server.error', '服务器错误') }, args: '--for membership,staff' }, [/membership/, /staff/, 'server.error']),
  broken('the organization’s token: 503 serviceBusy, nothing asked for', { answers: { corpToken: api(503, 'serviceBusy', '服务繁忙') } }, ['serviceBusy']),
  broken('the organization’s token: an HTML page', { answers: { corpToken: html() } }, ['HTML']),
  broken('the profile: 500, --sign-in', { answers: { me: down }, signIn: 'agrees' }, [/down or busy|unavailable/i]),
  fine('the profile: 503 once, after which it is asked again', { answers: { me: { status: 503, body: '', times: 1 } }, signIn: 'agrees' }),
  fine('the directory: the connection is closed once, after which it is asked again', { answers: { byUnionId: { end: 'hangs up', times: 1 } } }),
  // Too many calls
  fine('90018 once at getbyunionid, which is asked again', { answers: { byUnionId: { ...wrapped(90018, '频率超限'), times: 1 } } }),
  broken('90018 at getbyunionid again and again, --sign-in', { answers: { byUnionId: wrapped(90018, '频率超限') }, signIn: 'agrees' }, [/too (?:many|often)/i], { cause: 'throttled' }),
  broken('429 at the app’s token', { answers: { token: tooMany, corpToken: tooMany } }, [/too (?:many|often)/i, /minute|second/], { cause: 'throttled', zh: [/频繁|过多/] }),
  broken('429 system.busy at the app’s token', { answers: { token: systemBusy, corpToken: systemBusy } }, [/busy|too (?:many|often)/i, 'system.busy']),
  broken('403 QpsLimit at the app’s token', { answers: { token: qps, corpToken: qps } }, [/too (?:many|often)/i], { cause: 'throttled', hides: [/not granted/] }),
  broken('90018 in 88 from the directory, in the text only', { answers: { oapi: { body: { errcode: 88, errmsg: 'ding talk error[subcode=90018,submsg=频率超限]' } } } }, [/too (?:many|often)/i], { cause: 'throttled' }),
  broken('90002 from the directory: the platform’s limit', { answers: { oapi: wrapped(90002, '您的服务器调用钉钉开放平台所有接口的请求都被暂时禁用了') } }, [/too (?:many|often)/i], { cause: 'throttled' }),
  broken('the month’s calls are used up (90020)', { answers: { oapi: wrapped(90020, '本月API调用次数已用完') } }, [/month|quota/i], { cause: 'quota' }),
  broken('the month’s calls are used up (403 ApiCountLimitForOrg)', { answers: { me: api(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg', '本月调用次数已用完') }, signIn: 'agrees' }, [/month|quota/i], { cause: 'quota' }),
  broken('banned address: {"status":1111,"wait":5} to everything', { answers: { all: banned } }, [/ban/i, /five minutes|5 minutes/], { cause: 'banned', zh: [/封禁|禁止|限制/, /5分钟/] }),
  broken('banned address, with HTTP 403', { answers: { all: { ...banned, status: 403 } } }, [/ban/i], { cause: 'banned' }),
  broken('banned address at the old gateway only', { answers: { oapi: banned } }, [/ban/i], { cause: 'banned' }),
  broken('429 at the code exchange, --sign-in', { answers: { exchange: tooMany }, signIn: 'agrees' }, [/too (?:many|often)/i], { cause: 'throttled', checks: { 'sign-in': 'wrong' } }),
  broken('403 QpsLimit at the code exchange, --sign-in', { answers: { exchange: qps }, signIn: 'agrees' }, [/too (?:many|often)/i], { cause: 'throttled' }),
  broken('1111 at the code exchange, --sign-in', { answers: { exchange: banned }, signIn: 'agrees' }, [/ban/i], { cause: 'banned' }),
  broken('90018 for the person’s record, --sign-in --for staff', { answers: { record: wrapped(90018, '频率超限') }, args: '--for staff', signIn: 'agrees' }, [/too (?:many|often)/i], { cause: 'throttled' }),
  // Redirects
  broken('302 to a captive portal', { answers: { all: redirect('http://127.0.0.1:9/login?url=x') } }, [/redirect/i, 'http://127.0.0.1:9'], { cause: 'redirect', hides: ['url=x'], zh: ['重定向', 'http://127.0.0.1:9'] }),
  broken('307 to a company’s sign-in', { answers: { all: redirect('https://sso.corp.example/start?token=hunter2', 307) } }, [/redirect/i, 'https://sso.corp.example'], { cause: 'redirect', hides: ['hunter2'] }),
  broken('301 from the directory only, to a path', { answers: { oapi: redirect('/portal', 301) } }, [/redirect/i], { cause: 'redirect' }),
  broken('a redirect at the profile, --sign-in', { answers: { me: redirect('http://127.0.0.1:9/') }, signIn: 'agrees' }, [/redirect/i, 'http://127.0.0.1:9'], { cause: 'redirect' }),
  // Pages and bodies
  broken('an HTML page with 200 to everything (portal)', { answers: { all: html(200, 'Hotel WiFi') } }, ['HTML'], { cause: 'html', zh: ['HTML'] }),
  broken('403 with the HTML page of a firewall', { answers: { all: html(403, 'Request blocked', { server: 'WAF' }) } }, ['HTML', '403'], { cause: 'html', hides: [/not granted/] }),
  broken('511 Network Authentication Required', { answers: { all: html(511, 'Network Authentication Required') } }, ['511', /HTML|sign in to the network|portal/i]),
  broken('an HTML page that calls itself JSON', { answers: { all: { body: '<!DOCTYPE html><html></html>' } } }, ['HTML'], { cause: 'html' }),
  broken('HTML page answers the SSO call only', { answers: { sso: html() }, env: sso() }, ['HTML'], { cause: 'html', checks: { 'sso-secret': 'wrong' } }),
  broken('500 answers the SSO call only', { answers: { sso: down }, env: sso() }, [/down or busy|unavailable/i]),
  broken('the SSO call is throttled', { answers: { sso: qps }, env: sso(), args: patient }, [/too (?:many|often)/i], { cause: 'throttled' }),
  broken('HTML page from oapi only', { answers: { oapi: html() } }, ['HTML', /membership/, /staff/, /oapi|127\.0\.0\.1/], { cause: 'html' }),
  broken('HTML page from oapi only, --for staff', { answers: { oapi: html() }, args: '--for staff' }, ['HTML'], { cause: 'html' }),
  broken('HTML page answers the profile, --sign-in', { answers: { me: html() }, signIn: 'agrees' }, ['HTML'], { cause: 'html', hides: [/Contact\.User\.Read +granted/, /send a report/i] }),
  broken('an empty answer to the profile, --sign-in', { answers: { me: { body: '' } }, signIn: 'agrees' }, [/empty/], { cause: 'empty', hides: [/Contact\.User\.Read +granted/] }),
  broken('an HTML page answers the code exchange, --sign-in', { answers: { exchange: html() }, signIn: 'agrees' }, ['HTML'], { cause: 'html' }),
  broken('gzip body that nobody asked for', { answers: { all: { encoding: 'gzip' } } }, [/compress/, 'gzip'], { cause: 'compressed', zh: ['压缩', 'gzip'] }),
  broken('brotli from the directory only', { answers: { oapi: { encoding: 'br' } } }, [/compress/, /\bbr\b|brotli/], { cause: 'compressed' }),
  broken('gzip at the profile only, --sign-in', { answers: { me: { encoding: 'gzip' } }, signIn: 'agrees' }, [/compress/, 'gzip'], { cause: 'compressed' }),
  broken('an empty body with 200', { answers: { all: { body: '' } } }, [/empty/], { cause: 'empty', zh: ['空'] }),
  broken('204', { answers: { all: { status: 204, body: '' } } }, [/empty|204/]),
  broken('the body is cut', { answers: { all: { end: 'cut' } } }, [/cut|broke|incomplete|ended/i], { hides: ['DINGTALK_NETWORK'] }),
  broken('JSON that ends too early', { answers: { all: { body: '{"accessToken":"abc' } } }, [/JSON|cut off/]),
  broken('text instead of JSON', { answers: { all: { body: 'OK', headers: { 'content-type': 'text/plain' } } } }, ['JSON'], { cause: 'not-json' }),
  broken('JSON without a token', { answers: { token: { body: { expireIn: 7200 } }, corpToken: { body: { expires_in: 7200 } } } }, ['JSON'], { cause: 'unexpected-json' }),
  broken('an empty object', { answers: { all: { body: {} } } }, ['JSON']),
  broken('a list', { answers: { all: { body: [] } } }, ['JSON']),
  broken('404 of another web server (wrong --dingtalk)', { answers: { all: html(404, '404 Not Found', { server: 'nginx' }) } }, [notDingTalk, '404'], { zh: [/不是钉钉/] }),
  broken('404 of another API, in JSON', { answers: { all: { status: 404, body: { error: 'Not Found', path: '/v1.0/oauth2/accessToken' } } } }, [notDingTalk, '404']),
  broken('JSON with a byte order mark', { answers: { all: { body: '\ufeff{"accessToken":"abc","expireIn":7200}' } } }, ['JSON']),
  broken('the app’s tokens are not accepted: 40014', { answers: { oapi: wrapped(40014, '不合法的access_token') } }, ['40014', /token/], { cause: 'token-refused', hides: [/Client Secret are refused/] }),
  broken('401 of a web server with a password', { answers: { all: { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: '' } } }, ['401']),
  broken('DingTalk’s gateway does not know the path (a gateway that rewrites it)', { answers: { all: old(404, '请求的URI地址不存在') } }, [/no such (?:call|API|path|address)|does not (?:know|have)|not exist|404/i]),
];

const far = { tls: 'good', at: 'https://dingtalk.invalid' } as const;
const near = { tls: 'good' } as const;
const agent = [/agent/, /HTTPS_PROXY/];

/** Proxies. To what is `far` nothing leads but they. */
// biome-ignore format: a fault a line
export const proxies: readonly Case[] = [
  broken('HTTPS_PROXY works, no way but through it', { ...far, proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}' } }, agent, { cause: 'proxy-only', zh: [/agent/, /HTTPS_PROXY/] }),
  broken('the same with https_proxy, without http://', { ...far, proxy: {}, env: { https_proxy: '{proxy}' } }, [/agent/, /https_proxy/i], { cause: 'proxy-only' }),
  broken('the same at DingTalk’s own hosts', { tls: 'good', at: '', hosts: {}, proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}' } }, agent, { cause: 'proxy-only' }),
  fine('the same, and the application has `agent`', { ...far, proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}' }, args: '--for agent' }),
  broken('proxy that needs a password, which is in the URL; no other way', { ...far, proxy: { password: 'hunter2' }, env: { HTTPS_PROXY: 'http://user:hunter2@{proxy}' } }, agent, { cause: 'proxy-only' }),
  fine('proxy and direct way both work', { ...near, proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}' } }, [], { hides: [/✗/] }),
  fine('wrong proxy password, but the direct way works (the strategy goes it)', { ...near, proxy: { password: 'right' }, env: { HTTPS_PROXY: 'http://user:hunter2@{proxy}' } }, [/password/], { hides: [/✗/], zh: ['密码'] }),
  broken('wrong proxy password, no other way', { ...far, proxy: { password: 'right' }, env: { HTTPS_PROXY: 'http://user:hunter2@{proxy}' } }, [/password/, /HTTPS_PROXY/]),
  broken('no proxy password where one is needed, no other way', { ...far, proxy: { password: 'right' }, env: { HTTPS_PROXY: 'http://{proxy}' } }, [/password/]),
  fine('nothing listens at HTTPS_PROXY, the direct way works', { ...near, env: { HTTPS_PROXY: 'http://{closed}' } }, [/HTTPS_PROXY|proxy/], { hides: [/✗/] }),
  broken('nothing listens at HTTPS_PROXY, no other way', { ...far, env: { HTTPS_PROXY: 'http://{closed}' } }, [/proxy/i, /refuse|nothing listens/i]),
  fine('the proxy’s name has no address, the direct way works', { ...near, env: { HTTPS_PROXY: 'http://proxy.invalid:8080' } }, [], { hides: [/✗/] }),
  broken('the proxy refuses these hosts, no other way', { ...far, proxy: { instead: 'HTTP/1.1 403 Forbidden\r\n\r\n' }, env: { HTTPS_PROXY: 'http://{proxy}' } }, [/proxy/i, '403']),
  fine('the proxy refuses these hosts, the direct way works', { ...near, proxy: { instead: 'HTTP/1.1 403 Forbidden\r\n\r\n' }, env: { HTTPS_PROXY: 'http://{proxy}' } }, [], { hides: [/✗/] }),
  fine('the proxy never answers, the direct way works', { ...near, proxy: { instead: 'never answers' }, env: { HTTPS_PROXY: 'http://{proxy}' }, args: '--timeout 5' }, [], { hides: [/✗/] }),
  broken('the proxy connects to api and not to oapi, no other way', { tls: 'good', at: '', hosts: {}, proxy: { refuses: /^oapi/ }, env: { HTTPS_PROXY: 'http://{proxy}' }, args: '--for agent,membership' }, [/oapi\.dingtalk\.com/, /proxy/i]),
  broken('the proxy cuts TLS to DingTalk, no other way', { server: 'resets connections', tls: 'good', at: 'https://dingtalk.invalid', proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}' } }, [/reset|cut|closed/i]),
  broken('only HTTP_PROXY is set, no other way', { ...far, proxy: {}, env: { HTTP_PROXY: 'http://{proxy}' } }, ['DNS', /agent/]),
  broken('the proxy never answers, no other way', { ...far, proxy: { instead: 'never answers' }, env: { HTTPS_PROXY: 'http://{proxy}' }, args: soon }, [/proxy/i]),
  broken('the proxy hangs up, no other way', { ...far, proxy: { instead: 'hangs up' }, env: { HTTPS_PROXY: 'http://{proxy}' } }, [/proxy/i]),
  broken('HTTPS_PROXY is a web server, no other way', { ...far, proxy: { instead: 'HTTP/1.1 405 Method Not Allowed\r\ncontent-type: text/html\r\n\r\n<html></html>' }, env: { HTTPS_PROXY: 'http://{proxy}' } }, [/proxy/i, '405']),
  broken('a proxy that opens TLS with its own authority, no other way', { tls: 'of a company', isTrusted: false, at: 'https://dingtalk.invalid', proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}' } }, ['NODE_EXTRA_CA_CERTS']),
  broken('NO_PROXY excepts DingTalk, but only the proxy gets there', { ...far, proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}', NO_PROXY: 'dingtalk.invalid' } }, [/NO_PROXY/, /HTTPS_PROXY/], { cause: 'proxy-excepted', zh: [/NO_PROXY/, /HTTPS_PROXY/] }),
  broken('NO_PROXY excepts everything, but only the proxy gets there', { tls: 'good', at: '', hosts: {}, proxy: {}, env: { HTTPS_PROXY: 'http://{proxy}', no_proxy: 'localhost,*' } }, [/NO_PROXY/i]),
  fine('NO_PROXY excepts DingTalk, which is reached directly', { ...ownHosts, env: { HTTPS_PROXY: 'http://{closed}', NO_PROXY: '.dingtalk.com' } }, [], { hides: [/✗/] }),
  broken('a % in the proxy’s password that is not encoded', { ...far, proxy: { password: 'hunter%2' }, env: { HTTPS_PROXY: 'http://user:hunter%zz@{proxy}' } }, [/percent-encod/i, /HTTPS_PROXY/], { cause: 'proxy-encoding', zh: [/百分号|编码|%25/] }),
  fine('a % in the proxy’s password, the direct way works', { ...near, proxy: {}, env: { HTTPS_PROXY: 'http://user:hunter%zz@{proxy}' } }, [], { hides: [/✗/] }),
  broken('an @ and a / in the proxy’s password, no other way', { ...far, proxy: {}, env: { HTTPS_PROXY: 'http://user:hunter2/@@{proxy}' } }, [/HTTPS_PROXY/]),
  fine('HTTPS_PROXY is set, and --dingtalk is plain HTTP on this machine', { env: { HTTPS_PROXY: 'http://{closed}' } }, [], { hides: [/✗/] }),
  fine('a SOCKS proxy in HTTPS_PROXY, the direct way works', { ...near, env: { HTTPS_PROXY: 'socks5://user:hunter2@127.0.0.1:1080' } }, [], { hides: [/✗/] }),
  broken('a SOCKS proxy in HTTPS_PROXY, no other way', { ...far, env: { HTTPS_PROXY: 'socks5://user:hunter2@127.0.0.1:1080' } }, [/HTTPS_PROXY/, /http:/]),
];
