import { consoleUrl, credentialsPage, showCredentials } from './console.js';

/**
 * What a cause means to the person who sets the application up: what happened, then the one next step, unless the code
 * has that. {…} is filled in, {(…)} in brackets or not at all; a line that begins with two spaces is a command or a
 * value.
 */
export type Text = readonly [en: string, zh: string, enNext?: string, zhNext?: string];

const copyAnew = [
  `Copy it again from the console: ${credentialsPage}.`,
  `请从开发者后台重新复制：${credentialsPage}。`,
] as const;

const saveAnew = [
  'Save {file} as UTF-8 without a byte order mark.',
  '请把 {file} 保存为不带 BOM 的 UTF-8。',
] as const;

export const letOut = [
  'Allow connections from this machine to {host}, port 443, in the firewall. If this machine needs a proxy, the application needs `agent`.',
  '请在防火墙上放行本机到 {host} 443 端口的连接。如果只能经代理访问外网，应用需要设置 `agent`。',
] as const;

export const setupTexts = {
  // The machine, and what the application is told by its environment.
  'node-version': [
    '{version} isn’t supported',
    '不支持 {version}',
    'Install Node 20.19, 22.12, 24 or later: https://nodejs.org',
    '请安装 Node 20.19、22.12、24 或更高版本：https://nodejs.org',
  ],
  'value-missing': [
    'not set: {names}{others}',
    '没有设置 {names}{others}',
    `Copy them from the console (${credentialsPage}, ${consoleUrl}) into the environment or a file .env, or show them by\n  ${showCredentials}`,
    `请从开发者后台（${credentialsPage}，${consoleUrl}）复制到环境变量或 .env 文件，也可以用命令查看：\n  ${showCredentials}`,
  ],
  'quotation-marks': [
    '{name} begins or ends with a quotation mark',
    '{name} 首尾带有引号',
    'Remove the quotation marks: `docker --env-file` and similar tools keep them.',
    '请去掉引号：`docker --env-file` 等会保留引号。',
  ],
  'invisible-characters': [
    '{name} has an invisible or non-ASCII character (U+{unit})',
    '{name} 含有不可见字符或非 ASCII 字符（U+{unit}）',
    ...copyAnew,
  ],
  placeholder: ['{name} is a placeholder, not a value', '{name} 是占位符，不是实际的值', ...copyAnew],
  'not-a-client-id': [
    'DINGTALK_CLIENT_ID is {clientId}, but a Client ID begins with ding (or suite)',
    'DINGTALK_CLIENT_ID 为 {clientId}，而 Client ID 以 ding（或 suite）开头',
    `This is the AgentId or App ID. The Client ID is on the same page: ${credentialsPage}.`,
    `这是 AgentId 或 App ID。Client ID 在同一页面：${credentialsPage}。`,
  ],
  swapped: [
    'DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET look swapped',
    'DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET 可能填反了',
    ...copyAnew,
  ],
  'file-unreadable': [
    '{file} can’t be read',
    '无法读取 {file}',
    'Make sure that {file} is a file that this user can read.',
    '请确认 {file} 是当前用户可读的文件。',
  ],
  'file-utf16': ['{file} is in UTF-16', '{file} 的编码是 UTF-16', ...saveAnew],
  'file-bom': ['{file} begins with a byte order mark', '{file} 以字节顺序标记（BOM）开头', ...saveAnew],
  'other-value-in-file': [
    '{values}; {file} has another {names}, which the environment overrides',
    '{values}；{file} 中的 {names} 不同，以环境变量为准',
    'To use the value in the file, unset the variable.',
    '如果应使用文件中的值，请删除环境变量。',
  ],
  'proxy-only': [
    'reachable only through {proxy}, which your application ignores unless it has `agent`; directly: {direct}',
    '只有经 {proxy} 才能访问，而应用没有设置 `agent` 时不会使用它；直连：{direct}',
    'Give the strategy an agent (package https-proxy-agent):\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),\nIf it has one, run this with --for agent.',
    '请为策略设置 agent（https-proxy-agent 包）：\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),\n如果已经设置，请加上 --for agent。',
  ],
  'proxy-excepted': [
    'NO_PROXY excludes these hosts, but they are reachable only through {proxy}; directly: {direct}',
    'NO_PROXY 排除了这些域名，但只有经 {proxy} 才能访问；直连：{direct}',
    'Remove them from NO_PROXY, and give the strategy an agent (package https-proxy-agent):\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),',
    '请从 NO_PROXY 中去掉这些域名，并为策略设置 agent（https-proxy-agent 包）：\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),',
  ],

  // The way to DingTalk.
  'no-address': [
    '{host} has no address',
    '{host} 无法解析',
    'Check this machine’s DNS. If this machine needs a proxy, the application needs `agent`.',
    '请检查本机的 DNS。如果只能经代理访问外网，应用需要设置 `agent`。',
  ],
  'dns-silent': [
    'the DNS server doesn’t answer for {host}',
    'DNS 服务器没有响应（{host}）',
    'Check the DNS servers of this machine or container (/etc/resolv.conf).',
    '请检查本机或容器的 DNS 服务器（/etc/resolv.conf）。',
  ],
  refused: ['{host} refuses the connection', '{host} 拒绝连接', ...letOut],
  'leads-here': [
    '{host} leads to this machine{(address)}',
    '{host} 指向了本机{(address)}',
    'Check the hosts file and DNS. An ad blocker may be the cause.',
    '请检查 hosts 文件和 DNS，可能是广告拦截工具的设置。',
  ],
  'no-route': ['there is no route to {host}', '没有到 {host} 的路由', ...letOut],
  silent: [
    'nothing answers at {host} within {seconds} seconds',
    '{host} 在 {seconds} 秒内没有响应',
    ...letOut,
  ],
  reset: ['the connection to {host} is reset', '到 {host} 的连接被重置', ...letOut],
  'tls-silent': [
    'a firewall accepts the connection to {host} but blocks the data',
    '到 {host} 的连接可以建立，但防火墙不放行数据',
    ...letOut,
  ],
  'no-tls': [
    'the server at {host} is not DingTalk: it doesn’t support TLS{(to)}',
    '响应 {host} 的不是钉钉：不支持 TLS{(to)}',
    'Sign in to the network (open any page in a browser), or have its proxy let TLS through.',
    '请先完成网络认证（用浏览器打开任意网页），或请网络管理员放行 TLS。',
  ],
  'certificate-expired': [
    'the certificate of {host} has expired{(until)}, or this machine’s clock is fast ({now})',
    '{host} 的证书已过期{(until)}，或本机时钟偏快（当前 {now}）',
    'Set the clock. If it’s right, the server needs a new certificate.',
    '请校准时钟。如果时钟正确，需要由响应方更换证书。',
  ],
  'certificate-not-yet-valid': [
    'the certificate of {host} is not valid yet{(from)}: this machine’s clock is slow ({now})',
    '{host} 的证书尚未生效{(from)}：本机时钟偏慢（当前 {now}）',
    'Set the clock.',
    '请校准时钟。',
  ],
  'certificate-of-another-host': [
    '{host} leads to another machine{(certificate)}',
    '{host} 指向了另一台机器{(certificate)}',
    'Check DNS and the hosts file of this machine.',
    '请检查本机的 DNS 和 hosts 文件。',
  ],
  'certificate-authority': [
    'Node doesn’t trust the issuer of the certificate of {host}{(issuer)}: probably your company’s own certificate authority',
    'Node 不信任 {host} 的证书颁发者{(issuer)}，可能是 HTTPS 解密网关或单位自建的 CA',
    'Give the application that authority’s certificate:\n  NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    '请让应用信任这个 CA：\n  NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  ],
  certificate: [
    'the certificate of {host} isn’t accepted',
    '{host} 的证书无效',
    'Look at it:\n  openssl s_client -connect {host}:443',
    '请查看证书：\n  openssl s_client -connect {host}:443',
  ],
  'connection-failed': ['the connection to {host} failed', '到 {host} 的连接失败', ...letOut],
  'proxy-unreachable': [
    'the proxy of {proxy} can’t be reached',
    '无法连接 {proxy} 指定的代理',
    'Check {proxy} with your network’s administrator.',
    '请与网络管理员核对 {proxy}。',
  ],
  'proxy-password': [
    'the proxy of {proxy} refuses the password',
    '{proxy} 指定的代理拒绝了用户名或密码',
    'User and password belong in the URL: http://user:password@proxy.example.com:8080',
    '用户名和密码应写在 URL 中：http://user:password@proxy.example.com:8080',
  ],
  'proxy-refuses': [
    'the proxy of {proxy} refuses or closes the connection to {host}',
    '{proxy} 指定的代理拒绝或关闭了到 {host} 的连接',
    'Allow DingTalk’s hosts in the proxy.',
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
} satisfies Record<string, Text>;
