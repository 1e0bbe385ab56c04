import { consoleUrl, pages } from './console.js';
import { setupTexts, solvedBy, type Text, text } from './setup-texts.js';

// What logs say of the same errors is in dingtalk/administrator-texts.ts.

const intercepted = solvedBy(
  'A gateway, proxy or portal in between answered. Let requests to {host} pass unchanged.',
  '响应来自中间的网关、代理或认证页面。请原样放行 {host}。',
);

/** DingTalk shows these on its own page, and sends nobody back. */
const lostAtDingTalk = solvedBy(
  `What did DingTalk’s page show?
1. The redirect URL is wrong: register exactly this one (${pages.redirectUrls}):
  {callbackUrl}
2. 你不在组织内 (11055): sign in as a member of the app’s organization.
3. You are outside the visible range: widen 应用可见范围 of the published version (${pages.versions}).
4. The app doesn’t exist or isn’t enabled: compare DINGTALK_CLIENT_ID (${pages.credentials}), and publish a version.
5. None of these: the browser was on another machine.`,
  `授权页面显示了什么？
1. 重定向地址有误：请登记以下地址，逐字相同（${pages.redirectUrls}）：
  {callbackUrl}
2. 你不在组织内（11055）：请以应用所属组织成员的身份登录。
3. 不在应用可见范围内：请扩大已发布版本的应用可见范围（${pages.versions}）。
4. 应用不存在或未启用：请核对 DINGTALK_CLIENT_ID（${pages.credentials}），并发布版本。
5. 都不是：浏览器可能不在本机上。`,
);

export const texts = {
  ...setupTexts,

  // Answers that DingTalk doesn't give.
  timeout: text('no answer within {seconds} seconds from {host}', '{host} 在 {seconds} 秒内没有响应').next(
    'Run this again. If there is still no answer, look for a firewall or proxy that blocks requests to {host}.',
    '请重新运行。如果仍没有响应，请检查防火墙或代理是否拦截了到 {host} 的请求。',
  ),
  slow: text(
    'an answer took {took} s; the strategy gives up after {seconds} s (`timeoutMs`)',
    '响应用了 {took} 秒，而策略只等待 {seconds} 秒（`timeoutMs`）',
  ).next(
    'Find out what slows the connection down, or raise `timeoutMs` (and here --timeout).',
    '请排查网络延迟，或调大 `timeoutMs`（本命令对应 --timeout）。',
  ),
  'cut-off': intercepted('the answer from {host} was cut off{(server)}', '{host} 的响应不完整{(server)}'),
  redirect: intercepted(
    'a redirect{(to)} came from {host} instead of DingTalk’s answer{(server)}',
    '{host} 返回了重定向{(to)}，而不是钉钉的结果{(server)}',
  ),
  compressed: text(
    'the gateway at {host} compresses answers (content-encoding: {encoding})',
    '{host} 的网关压缩了响应（content-encoding: {encoding}）',
  ).next(
    'Turn compression off in the gateway: the requests don’t ask for it.',
    '请关闭网关的压缩，请求没有要求压缩。',
  ),
  html: intercepted(
    'an HTML page came from {host} instead of DingTalk’s answer{(server)}',
    '{host} 返回了 HTML 页面，而不是钉钉的结果{(server)}',
  ),
  empty: intercepted('an empty answer came from {host}{(server)}', '{host} 返回了空内容{(server)}'),
  'not-json': intercepted(
    '{host} didn’t answer with complete JSON{(server)}',
    '{host} 返回的不是完整的 JSON{(server)}',
  ),
  'unexpected-json': intercepted(
    '{host} answered with JSON that doesn’t match DingTalk’s documentation{(lacks)}{(server)}',
    '{host} 返回的 JSON 与钉钉的文档不符{(lacks)}{(server)}',
  ),
  'not-dingtalk': intercepted('the server at {host} is not DingTalk{(server)}', '{host} 不是钉钉{(server)}'),
  'no-such-call': intercepted('{host} doesn’t have this call', '{host} 没有这个接口'),
  gateway: text(
    'a gateway at {host} answered HTTP {status}, or DingTalk is down{(server)}',
    '{host} 的网关返回 HTTP {status}，或钉钉不可用{(server)}',
  ).next(
    'Run this again in a few minutes. If it still fails, ask the administrator of the gateway.',
    '请几分钟后重新运行；如果仍然如此，请联系网关的管理员。',
  ),

  // DingTalk's refusals.
  unavailable: text('DingTalk is down or busy', '钉钉不可用或繁忙').next(
    'Run this again in a few minutes. If it still fails, ask DingTalk’s support.',
    '请几分钟后重新运行；如果仍然如此，请联系钉钉技术支持。',
  ),
  throttled: text('too many calls', '调用过于频繁').next(
    'Run this again in a minute.',
    '请 1 分钟后重新运行。',
  ),
  quota: text('the organization’s calls for this month are used up', '组织本月的接口调用量已用完').next(
    'Buy more calls, or wait for the next month.',
    '请购买调用量，或等到下个月。',
  ),
  banned: text(
    'DingTalk has banned this machine’s address for 5 minutes (too many calls)',
    '本机地址因调用过多被封禁 5 分钟',
  ).next(
    'Stop the program that makes so many calls, wait 5 minutes and run this again.',
    '请停止高频调用的程序，5 分钟后重新运行。',
  ),
  credentials: text('Client ID and Client Secret are refused', 'Client ID 或 Client Secret 无效').next(
    'Compare both with the console, and check whether the app or the organization is stopped.',
    '请与开发者后台核对，并确认应用和组织没有停用。',
  ),
  'app-stopped': text('the app is stopped', '应用已停用').next(
    `Enable it in the console (${pages.versions}): ${consoleUrl}`,
    `请在开发者后台启用应用（${pages.versions}）：${consoleUrl}`,
  ),
  'organization-stopped': text('the organization is stopped', '组织已停用').next(
    'Have an administrator of the organization enable it.',
    '请由组织的管理员恢复。',
  ),
  'not-authorized': text(
    'the app doesn’t belong to this organization and isn’t authorized by it',
    '应用不属于这个组织，也没有得到授权',
  ).next(
    `Compare DINGTALK_CORP_ID with the console’s 首页: ${consoleUrl}\nAn internal app (企业内部应用) works in its own organization only. A third-party app (第三方企业应用) works where an administrator has installed it.`,
    `请把 DINGTALK_CORP_ID 与开发者后台首页核对：${consoleUrl}\n企业内部应用只能用于所属组织；第三方企业应用要由组织的管理员开通。`,
  ),
  'no-organization': text(
    'no such organization, or the app doesn’t belong to it{(corpId)}',
    '没有这个组织，或应用不属于该组织{(corpId)}',
  ).next(
    `Compare DINGTALK_CORP_ID with the console’s 首页: ${consoleUrl}`,
    `请把 DINGTALK_CORP_ID 与开发者后台首页核对：${consoleUrl}`,
  ),
  'ip-not-allowed': text(
    'this machine’s address, as DingTalk sees it{(address)}, isn’t in the app’s list',
    '本机的出口地址{(address)}不在应用的名单中',
  ).next(
    `Add it to 服务器出口IP: ${pages.security}.\nIf the application runs on another machine, run this there.`,
    `请把它加入“服务器出口IP”：${pages.security}。\n如果应用运行在其他机器上，请在那台机器上运行本命令。`,
  ),
  permission: text('not granted: {scopes}', '未开通：{scopes}'),
  'contact-scope': text('the person is outside the contact scope', '用户不在通讯录接口权限范围内').next(
    `Widen 通讯录接口权限范围 to 全部员工, or to all users who sign in: ${pages.permissions}.\nThen publish a version: ${pages.versions}.`,
    `请把通讯录接口权限范围扩大到全部员工，或所有需要登录的用户：${pages.permissions}。\n然后发布新版本：${pages.versions}。`,
  ),
  'not-in-directory': text('the directory has no record of the user', '通讯录中没有这个用户').next(
    `The user left, hasn’t joined yet, or is in another organization. Sign in as a member.\nIf the user is a member, the app may belong to another organization: compare its corpId on the console’s 首页: ${consoleUrl}`,
    `用户已离职、尚未加入或属于其他组织，请用组织成员的账号登录。\n如果用户确实是成员，可能是应用属于另一个组织，请在开发者后台首页核对 corpId：${consoleUrl}`,
  ),
  'token-refused': text('DingTalk refuses a token that it has just issued', '刚取得的令牌无效').next(
    'Run this again. If it still fails, a gateway in between may change headers or queries.',
    '请重新运行。如果仍然如此，可能是中间的网关改动了请求头或参数。',
  ),
  'code-refused': text('DingTalk refuses the authorization code', '授权码无效').next(
    'Run this again and sign in once. A code works once, within a few minutes.',
    '请重新运行并只登录一次：授权码几分钟内有效，且只能使用一次。',
  ),
  'request-refused': text(
    'DingTalk refuses the request, for a reason unknown here',
    '请求被拒绝，原因未知',
  ).next(
    'Look the code up:\n  https://open.dingtalk.com/document/development/server-api-error-codes-1',
    '请查找错误码：\n  https://open.dingtalk.com/document/development/server-api-error-codes-1',
  ),

  // What a sign-in shows.
  'callback-elsewhere': text(
    'a sign-in must come back to this machine: use a whole URL with http: and localhost',
    '登录后要跳转回本机：需要完整的 http: 本机 URL',
  ).next(
    `Register http://localhost:3000{path} as another redirect URL (${pages.redirectUrls}) and pass it as --callback-url.`,
    `请再登记一个重定向 URL（${pages.redirectUrls}）：http://localhost:3000{path}，并用 --callback-url 传入。`,
  ),
  'port-in-use': text('the callback URL can’t be served here', '无法监听回调 URL').next(
    'Stop the program on port {port} (perhaps the example app), or register another redirect URL and pass it as --callback-url.',
    '请停止占用端口 {port} 的程序（可能是示例应用），或登记另一个重定向 URL 并用 --callback-url 传入。',
  ),
  'nobody-came-back': lostAtDingTalk('the browser didn’t come back from DingTalk', '登录后没有跳转回来'),
  'authorization-refused': lostAtDingTalk('DingTalk refused the authorization request', '授权请求被拒绝'),
  'person-refused': text('the user refused on DingTalk’s page', '用户在授权页面上拒绝了授权').next(
    'Run this again and agree on DingTalk’s page.',
    '请重新运行，并在授权页面上同意授权。',
  ),
  'no-union-id': text('DingTalk’s answer has no unionId', '返回结果中没有 unionId').next(
    'Send in a report (--report): without a unionId, users can’t be told apart.',
    '请提交报告（--report）：没有 unionId，就无法区分用户。',
  ),
  'no-mobile': text(
    'no mobile number was returned: not granted, or the user has none',
    '没有返回手机号：未开通，或者用户没有手机号',
  ),
  'no-corp-id': text(
    'no organization was returned, though the scope was `openid corpid`',
    'scope 为 `openid corpid`，但没有返回组织',
  ).next(
    'Choose an organization on DingTalk’s page. Without a corpId, `allowedCorpIds` refuses all users.',
    '请在授权页面上选择组织。没有 corpId 时，`allowedCorpIds` 会拒绝所有人。',
  ),
  'other-organization': text(
    'another organization was chosen than DINGTALK_CORP_ID',
    '所选组织与 DINGTALK_CORP_ID 不同',
  ).next(
    'Choose the other one on DingTalk’s page, or compare DINGTALK_CORP_ID with the console’s 首页.',
    '请在授权页面上选择另一个组织，或把 DINGTALK_CORP_ID 与开发者后台首页核对。',
  ),
  'external-contact': text('an external contact (外部联系人), not a member', '外部联系人，不是成员').next(
    'Sign in as a member: `membership: "required"` refuses all other users.',
    '请用组织成员的账号登录：使用 `membership: "required"` 时，其他人无法登录。',
  ),
  'code-taken-twice': text('DingTalk accepted the same code twice', '同一个授权码可以使用两次').next(
    'Send in the report.',
    '请提交报告。',
  ),
  'not-given': text('no {name}', '没有设置 {name}').next(
    `See the console’s 首页: ${consoleUrl}`,
    `见开发者后台首页：${consoleUrl}`,
  ),
  'wrong-sso-secret': text('refused with this corpId', 'SSOSecret 与 CorpId 无效').next(
    `Compare DINGTALK_SSO_SECRET and DINGTALK_CORP_ID with the console’s 首页: ${consoleUrl}\nThe SSOSecret is the organization’s, not the app’s Client Secret.`,
    `请把 DINGTALK_SSO_SECRET 和 DINGTALK_CORP_ID 与开发者后台首页核对：${consoleUrl}\nSSOSecret 属于组织，不是应用的 Client Secret。`,
  ),
  'report-unwritten': text('the report can’t be written', '无法写入报告').next(
    'Choose another file: --report FILE',
    '请指定其他文件：--report FILE',
  ),
} satisfies Record<string, Text>;

/** The next step instead of those {@link between} at another address than DingTalk's own. */
export const compareOrigin = [
  'Compare {originsFrom}: is that DingTalk or the simulator, with the right port, and https: or http: as it speaks?',
  '请核对 {originsFrom}：地址、端口以及 https: 或 http: 是否正确。',
] as const;

/** Next steps about what stands between this machine and DingTalk. */
export const between: ReadonlySet<unknown> = new Set([texts.refused.step, texts.redirect.step]);
