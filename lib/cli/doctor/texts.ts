// What each cause of a failed call means to the person who sets the application up: what happened in English and in
// Chinese, then the one next step in both. Braces are filled in; a line that begins with two spaces is a command or a
// value. What logs say of the same errors is in dingtalk/errors.ts.

/** The way to DingTalk. The next step, unless a text has its own, is to let the connection through. */
export const wayTexts = {
  'no-address': [
    '{host} has no address',
    '{host} 无法解析',
    'Check this machine’s DNS. If only a proxy leads out, the application needs `agent`.',
    '请检查本机的 DNS。如果只能经代理访问外网，应用需要设置 `agent`。',
  ],
  'dns-silent': [
    'the DNS server doesn’t answer for {host}',
    'DNS 服务器没有响应（{host}）',
    'Check the DNS servers of this machine or container (/etc/resolv.conf).',
    '请检查本机或容器的 DNS 服务器（/etc/resolv.conf）。',
  ],
  refused: ['{host} refuses the connection', '{host} 拒绝连接'],
  'no-route': ['there is no route to {host}', '没有到 {host} 的路由'],
  silent: ['nothing answers at {host} within {seconds} seconds', '{host} 在 {seconds} 秒内没有响应'],
  reset: ['the connection to {host} is reset', '到 {host} 的连接被重置'],
  'tls-silent': [
    'a firewall lets the connection to {host} in and nothing through',
    '到 {host} 的连接可以建立，但防火墙不放行数据',
  ],
  'no-tls': [
    'what answers for {host} is not DingTalk: it speaks no TLS{to}',
    '响应 {host} 的不是钉钉：不支持 TLS{to}',
    'Sign in to the network (open any page in a browser), or have its proxy let TLS through.',
    '请先完成网络认证（用浏览器打开任意网页），或请网络管理员放行 TLS。',
  ],
  'certificate-expired': [
    'the certificate of {host} has expired{until}, or this machine’s clock is ahead (it says {now})',
    '{host} 的证书已过期{until}，或本机时钟偏快（当前 {now}）',
    'Set the clock. If it’s right, the server that answers needs a new certificate.',
    '请校准时钟。如果时钟正确，需要由响应方更换证书。',
  ],
  'certificate-not-yet-valid': [
    'the certificate of {host} is not valid yet{from}: this machine’s clock is behind (it says {now})',
    '{host} 的证书尚未生效{from}：本机时钟偏慢（当前 {now}）',
    'Set the clock.',
    '请校准时钟。',
  ],
  'certificate-of-another-host': [
    '{host} leads to another machine{names}',
    '{host} 指向了另一台机器{names}',
    'Check DNS and the hosts file of this machine.',
    '请检查本机的 DNS 和 hosts 文件。',
  ],
  'certificate-authority': [
    'Node doesn’t trust the issuer of the certificate of {host}{issuer}: most likely a company’s own authority',
    'Node 不信任 {host} 的证书颁发者{issuer}，很可能是公司自建的 CA',
    'Give the application that authority’s certificate:\n  NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    '请让应用信任该 CA：\n  NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  ],
  certificate: [
    'the certificate of {host} isn’t accepted',
    '{host} 的证书无效',
    'Look at it:\n  openssl s_client -connect {host}:443',
    '请查看该证书：\n  openssl s_client -connect {host}:443',
  ],
  'connection-failed': ['the connection to {host} failed', '到 {host} 的连接失败'],
  'proxy-unreachable': [
    'the proxy of {proxy} can’t be reached',
    '无法连接 {proxy} 指定的代理',
    'Compare {proxy} with what your network’s administrator says.',
    '请与网络管理员核对 {proxy}。',
  ],
  'proxy-password': [
    'the proxy of {proxy} refuses the password',
    '{proxy} 指定的代理拒绝了用户名或密码',
    'User and password belong in the URL: http://user:password@proxy.example.com:8080',
    '用户名和密码应写在 URL 中：http://user:password@proxy.example.com:8080',
  ],
  'proxy-refuses': [
    'the proxy of {proxy} doesn’t connect to {host}',
    '{proxy} 指定的代理不允许连接 {host}',
    'Have DingTalk’s hosts allowed at the proxy.',
    '请联系网络管理员，在代理上放行钉钉的域名。',
  ],
  'proxy-url': [
    '{proxy} isn’t an http: or https: URL',
    '{proxy} 不是 http: 或 https: URL',
    'Set it to a URL such as http://proxy.example.com:8080',
    '请设置为 http://proxy.example.com:8080 这样的 URL。',
  ],
  'proxy-encoding': [
    'the password in {proxy} has to be percent-encoded',
    '{proxy} 中的密码需要进行百分号编码',
    'Write %25 for %, %40 for @, %23 for #, %2F for / and %3A for a colon.',
    '请将 % 写成 %25，@ 写成 %40，# 写成 %23，/ 写成 %2F，冒号写成 %3A。',
  ],
} as const;

/** Answers that DingTalk doesn't give. The next step, unless a text has its own, is to look at what is in between. */
export const answerTexts = {
  timeout: [
    'no answer within {seconds} seconds from {host}',
    '{host} 在 {seconds} 秒内没有响应',
    'Run this again. If it stays silent, look for a firewall or proxy that holds requests to {host} back.',
    '请重新运行。如果仍没有响应，请检查防火墙或代理是否拦截了到 {host} 的请求。',
  ],
  slow: [
    'an answer took {took} s; the strategy gives up after {seconds} s (`timeoutMs`)',
    '响应用了 {took} 秒，而策略只等待 {seconds} 秒（`timeoutMs`）',
    'Find out what slows the way down, or raise `timeoutMs` (and here --timeout).',
    '请排查网络延迟，或调大 `timeoutMs`（本命令对应 --timeout）。',
  ],
  'cut-off': ['the answer from {host} was cut off{server}', '{host} 的响应不完整{server}'],
  redirect: [
    'a redirect{to} came from {host} instead of DingTalk’s answer{server}',
    '{host} 返回了重定向{to}，而不是钉钉的结果{server}',
  ],
  compressed: [
    'the gateway at {host} compresses answers (content-encoding: {encoding})',
    '{host} 的网关压缩了响应（content-encoding: {encoding}）',
    'Have the gateway leave answers as they are: no request asks for compression.',
    '请关闭网关的压缩：请求中没有声明接受压缩。',
  ],
  html: [
    'an HTML page came from {host} instead of DingTalk’s answer{server}',
    '{host} 返回了 HTML 页面，而不是钉钉的结果{server}',
  ],
  empty: ['an empty answer came from {host}{server}', '{host} 返回了空内容{server}'],
  'not-json': [
    'what {host} answered is not JSON, or not all of it{server}',
    '{host} 返回的不是完整的 JSON{server}',
  ],
  'unexpected-json': [
    '{host} answered JSON, but not what DingTalk documents{lacks}{server}',
    '{host} 返回的 JSON 与钉钉的文档不符{lacks}{server}',
  ],
  'not-dingtalk': ['what answers at {host} is not DingTalk{server}', '{host} 不是钉钉{server}'],
  'no-such-call': ['{host} doesn’t have this call', '{host} 没有这个接口'],
  gateway: [
    'a gateway at {host} answered HTTP {status}, or DingTalk is down{server}',
    '{host} 的网关返回 HTTP {status}，或钉钉不可用{server}',
    'Run this again in a few minutes; if it stays so, ask the people who run the gateway.',
    '请几分钟后重新运行；如果仍然如此，请联系网关的管理员。',
  ],
} as const;

/** DingTalk's refusals. */
export const refusalTexts = {
  unavailable: [
    'DingTalk is down or busy',
    '钉钉不可用或繁忙',
    'Run this again in a few minutes; if it stays so, ask DingTalk’s support.',
    '请几分钟后重新运行；如果仍然如此，请联系钉钉技术支持。',
  ],
  throttled: ['too many calls', '调用过于频繁', 'Run this again in a minute.', '请 1 分钟后重新运行。'],
  quota: [
    'the organization’s calls of this month are used up',
    '组织本月的接口调用量已用完',
    'Buy more calls, or wait for the next month.',
    '请购买调用量，或等到下个月。',
  ],
  banned: [
    'DingTalk bans this machine’s address for five minutes (too many calls from it)',
    '本机地址调用过多，被钉钉封禁 5 分钟',
    'Stop what calls so often from this address, wait five minutes and run this again.',
    '请停止该地址上的高频调用，5 分钟后重新运行。',
  ],
  credentials: [
    'Client ID and Client Secret are refused',
    'Client ID 或 Client Secret 无效',
    'Compare both with the console, and see whether the app or the organization is stopped.',
    '请与开发者后台核对，并确认应用和组织没有停用。',
  ],
  'app-stopped': [
    'the app is stopped',
    '应用已停用',
    'Enable it in the console ({versionsPage}): {consoleUrl}',
    '请在开发者后台启用应用（{versionsPage}）：{consoleUrl}',
  ],
  'organization-stopped': [
    'the organization is stopped',
    '组织已停用',
    'Have an administrator of the organization enable it.',
    '请由组织的管理员恢复。',
  ],
  'not-authorized': [
    'the app isn’t authorized for this organization',
    '应用未获该组织授权',
    'Have an administrator of the organization install and authorize the app.',
    '请由该组织的管理员安装并授权应用。',
  ],
  'no-organization': [
    'the app’s token isn’t for this organization',
    '应用的令牌不属于该组织',
    'Compare DINGTALK_CORP_ID with the console’s home page (首页).',
    '请把 DINGTALK_CORP_ID 与开发者后台首页核对。',
  ],
  'ip-not-allowed': [
    'this machine’s address, as DingTalk sees it{address}, isn’t in the app’s list',
    '钉钉看到的本机地址{address}不在应用的名单中',
    'Add it to 服务器出口IP: {securityPage}.\nIf the application runs on another machine, run this there.',
    '请把它加入“服务器出口IP”：{securityPage}。\n如果应用运行在其他机器上，请在那台机器上运行本命令。',
  ],
  permission: ['not granted: {scopes}', '未开通：{scopes}', '', ''],
  'contact-scope': ['the person is outside the contact scope', '用户不在通讯录接口权限范围内', '', ''],
  'not-in-directory': [
    'the directory has no record of the person',
    '通讯录中没有该用户的记录',
    'They left, haven’t joined yet, or are in another organization: sign in as a member.',
    '该用户已离职、尚未加入或属于其他组织：请以组织成员的身份登录。',
  ],
  'token-refused': [
    'DingTalk refuses a token that it has just given',
    '刚取得的令牌无效',
    'Run this again. If it stays so, something in between changes headers or queries.',
    '请重新运行。如果仍然如此，可能是中间的网关改动了请求头或参数。',
  ],
  'code-refused': [
    'DingTalk refuses the authorization code',
    '授权码无效',
    'Run this again and sign in once; a code works once and for a few minutes.',
    '请重新运行并只登录一次：授权码几分钟内有效，且只能使用一次。',
  ],
  'request-refused': [
    'DingTalk refuses the request, for a reason unknown here',
    '请求被拒绝，原因未知',
    'Look the code up:\n  https://open.dingtalk.com/document/development/server-api-error-codes-1',
    '请查找该错误码：\n  https://open.dingtalk.com/document/development/server-api-error-codes-1',
  ],
} as const;

export type Cause = keyof typeof wayTexts | keyof typeof answerTexts | keyof typeof refusalTexts;
