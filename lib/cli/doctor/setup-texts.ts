import { consoleUrl, pages, showCredentials } from './console.js';

type Bilingual = readonly [en: string, zh: string];

/** What a cause means to the person who sets the application up. */
export interface Text {
  message: Bilingual;
  /** The one next step, unless the code has that. A line that begins with two spaces is a command or a value. */
  step?: Bilingual;
}

/** In texts {…} is filled in, {(…)} in brackets or not at all. */
export function text(...message: Bilingual): Text & { next(...step: Bilingual): Text } {
  return { message, next: (...step) => ({ message, step }) };
}

/** For causes that have the next step in common. */
export function solvedBy(...step: Bilingual) {
  return (...message: Bilingual): Text => ({ message, step });
}

const miscopied = solvedBy(
  `Copy it again from the console: ${pages.credentials}.`,
  `请从开发者后台重新复制：${pages.credentials}。`,
);

const misencoded = solvedBy(
  'Save {file} as UTF-8 without a byte order mark.',
  '请把 {file} 保存为不带 BOM 的 UTF-8。',
);

const blocked = solvedBy(
  'Allow connections from this machine to {host}, port 443, in the firewall. If this machine needs a proxy, the application needs `agent`.',
  '请在防火墙上放行本机到 {host} 443 端口的连接。如果只能经代理访问外网，应用需要设置 `agent`。',
);

export const setupTexts = {
  // The machine, and what the application is told by its environment.
  'node-version': text('{version} isn’t supported', '不支持 {version}').next(
    'Install Node 20.19, 22.12, 24 or later: https://nodejs.org',
    '请安装 Node 20.19、22.12、24 或更高版本：https://nodejs.org',
  ),
  'value-missing': text('not set: {names}{others}', '没有设置 {names}{others}').next(
    `Copy them from the console (${pages.credentials}, ${consoleUrl}) into the environment or a file .env, or show them by\n  ${showCredentials}`,
    `请从开发者后台（${pages.credentials}，${consoleUrl}）复制到环境变量或 .env 文件，也可以用命令查看：\n  ${showCredentials}`,
  ),
  'quotation-marks': text('{name} begins or ends with a quotation mark', '{name} 首尾带有引号').next(
    'Remove the quotation marks: `docker --env-file` and similar tools keep them.',
    '请去掉引号：`docker --env-file` 等会保留引号。',
  ),
  'invisible-characters': miscopied(
    '{name} has an invisible or non-ASCII character (U+{unit})',
    '{name} 含有不可见字符或非 ASCII 字符（U+{unit}）',
  ),
  placeholder: miscopied('{name} is a placeholder, not a value', '{name} 是占位符，不是实际的值'),
  'not-a-client-id': text(
    'DINGTALK_CLIENT_ID is {clientId}, but a Client ID begins with ding (or suite)',
    'DINGTALK_CLIENT_ID 为 {clientId}，而 Client ID 以 ding（或 suite）开头',
  ).next(
    `This is the AgentId or App ID. The Client ID is on the same page: ${pages.credentials}.`,
    `这是 AgentId 或 App ID。Client ID 在同一页面：${pages.credentials}。`,
  ),
  swapped: miscopied(
    'DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET look swapped',
    'DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET 可能填反了',
  ),
  'file-unreadable': text('{file} can’t be read', '无法读取 {file}').next(
    'Make sure that {file} is a file that this user can read.',
    '请确认 {file} 是当前用户可读的文件。',
  ),
  'file-utf16': misencoded('{file} is in UTF-16', '{file} 的编码是 UTF-16'),
  'file-bom': misencoded('{file} begins with a byte order mark', '{file} 以字节顺序标记（BOM）开头'),
  'other-value-in-file': text(
    '{values}; {file} has another {names}, which the environment overrides',
    '{values}；{file} 中的 {names} 不同，以环境变量为准',
  ).next('To use the value in the file, unset the variable.', '如果应使用文件中的值，请删除环境变量。'),
  'proxy-only': text(
    'reachable only through {proxy}, which your application ignores unless it has `agent`; directly: {direct}',
    '只有经 {proxy} 才能访问，而应用没有设置 `agent` 时不会使用它；直连：{direct}',
  ).next(
    'Give the strategy an agent (package https-proxy-agent):\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),\nIf it has one, run this with --for agent.',
    '请为策略设置 agent（https-proxy-agent 包）：\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),\n如果已经设置，请加上 --for agent。',
  ),
  'proxy-excepted': text(
    'NO_PROXY excludes these hosts, but they are reachable only through {proxy}; directly: {direct}',
    'NO_PROXY 排除了这些域名，但只有经 {proxy} 才能访问；直连：{direct}',
  ).next(
    'Remove them from NO_PROXY, and give the strategy an agent (package https-proxy-agent):\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),',
    '请从 NO_PROXY 中去掉这些域名，并为策略设置 agent（https-proxy-agent 包）：\n  agent: new HttpsProxyAgent(process.env.{proxy}, { keepAlive: true }),',
  ),

  // The way to DingTalk.
  'no-address': text('{host} has no address', '{host} 无法解析').next(
    'Check this machine’s DNS. If this machine needs a proxy, the application needs `agent`.',
    '请检查本机的 DNS。如果只能经代理访问外网，应用需要设置 `agent`。',
  ),
  'dns-silent': text('the DNS server doesn’t answer for {host}', 'DNS 服务器没有响应（{host}）').next(
    'Check the DNS servers of this machine or container (/etc/resolv.conf).',
    '请检查本机或容器的 DNS 服务器（/etc/resolv.conf）。',
  ),
  refused: blocked('{host} refuses the connection', '{host} 拒绝连接'),
  'leads-here': text('{host} leads to this machine{(address)}', '{host} 指向了本机{(address)}').next(
    'Check the hosts file and DNS. An ad blocker may be the cause.',
    '请检查 hosts 文件和 DNS，可能是广告拦截工具的设置。',
  ),
  'no-route': blocked('there is no route to {host}', '没有到 {host} 的路由'),
  silent: blocked('nothing answers at {host} within {seconds} seconds', '{host} 在 {seconds} 秒内没有响应'),
  reset: blocked('the connection to {host} is reset', '到 {host} 的连接被重置'),
  'tls-silent': blocked(
    'a firewall accepts the connection to {host} but blocks the data',
    '到 {host} 的连接可以建立，但防火墙不放行数据',
  ),
  'no-tls': text(
    'the server at {host} is not DingTalk: it doesn’t support TLS{(to)}',
    '响应 {host} 的不是钉钉：不支持 TLS{(to)}',
  ).next(
    'Sign in to the network (open any page in a browser), or have its proxy let TLS through.',
    '请先完成网络认证（用浏览器打开任意网页），或请网络管理员放行 TLS。',
  ),
  'certificate-expired': text(
    'the certificate of {host} has expired{(until)}, or this machine’s clock is fast ({now})',
    '{host} 的证书已过期{(until)}，或本机时钟偏快（当前 {now}）',
  ).next(
    'Set the clock. If it’s right, the server needs a new certificate.',
    '请校准时钟。如果时钟正确，需要由响应方更换证书。',
  ),
  'certificate-not-yet-valid': text(
    'the certificate of {host} is not valid yet{(from)}: this machine’s clock is slow ({now})',
    '{host} 的证书尚未生效{(from)}：本机时钟偏慢（当前 {now}）',
  ).next('Set the clock.', '请校准时钟。'),
  'certificate-of-another-host': text(
    '{host} leads to another machine{(certificate)}',
    '{host} 指向了另一台机器{(certificate)}',
  ).next('Check DNS and the hosts file of this machine.', '请检查本机的 DNS 和 hosts 文件。'),
  'certificate-authority': text(
    'Node doesn’t trust the issuer of the certificate of {host}{(issuer)}: probably your company’s own certificate authority',
    'Node 不信任 {host} 的证书颁发者{(issuer)}，可能是 HTTPS 解密网关或单位自建的 CA',
  ).next(
    'Give the application that authority’s certificate:\n  NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    '请让应用信任这个 CA：\n  NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  ),
  certificate: text('the certificate of {host} isn’t accepted', '{host} 的证书无效').next(
    'Look at it:\n  openssl s_client -connect {host}:443',
    '请查看证书：\n  openssl s_client -connect {host}:443',
  ),
  'connection-failed': blocked('the connection to {host} failed', '到 {host} 的连接失败'),
  'proxy-unreachable': text('the proxy of {proxy} can’t be reached', '无法连接 {proxy} 指定的代理').next(
    'Check {proxy} with your network’s administrator.',
    '请与网络管理员核对 {proxy}。',
  ),
  'proxy-password': text(
    'the proxy of {proxy} refuses the password',
    '{proxy} 指定的代理拒绝了用户名或密码',
  ).next(
    'User and password belong in the URL: http://user:password@proxy.example.com:8080',
    '用户名和密码应写在 URL 中：http://user:password@proxy.example.com:8080',
  ),
  'proxy-refuses': text(
    'the proxy of {proxy} refuses or closes the connection to {host}',
    '{proxy} 指定的代理拒绝或关闭了到 {host} 的连接',
  ).next('Allow DingTalk’s hosts in the proxy.', '请联系网络管理员，在代理上放行钉钉的域名。'),
  'proxy-url': text('{proxy} isn’t an http: or https: URL', '{proxy} 不是 http: 或 https: URL').next(
    'Set it to a URL such as http://proxy.example.com:8080',
    '请设置为 http://proxy.example.com:8080 这样的 URL。',
  ),
  'proxy-encoding': text(
    'the password in {proxy} has to be percent-encoded',
    '{proxy} 中的密码需要进行百分号编码',
  ).next(
    'Write %25 for %, %40 for @, %23 for #, %2F for / and %3A for a colon.',
    '请将 % 写成 %25，@ 写成 %40，# 写成 %23，/ 写成 %2F，冒号写成 %3A。',
  ),
} satisfies Record<string, Text>;
