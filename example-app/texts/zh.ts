import type { Texts } from './en.js';

const tryLater = '这通常只是暂时的，请几分钟后再试。';

/** Every text of the app in Chinese. */
export const zh: Texts = {
  languageName: '中文',
  siteName: '钉钉登录',
  example: '示例应用',
  simulated: '模拟环境',
  skipToContent: '跳到正文',
  language: '语言',
  signIn: '使用钉钉登录',
  signOut: '退出登录',
  yourProfile: '我的资料',
  footer: 'passport-dingtalk-oauth2（Express 的 Passport 策略）的示例应用。',

  home: {
    title: '用您的钉钉账号登录',
    lead: '一个完整的 Express 应用。登录后可以看到应用获取了您的哪些信息。',
    signedIn: '您已登录。',
    qrCode: {
      onPhone: '用另一部手机扫码登录',
      title: '或者用手机扫码',
      text: '用手机钉钉扫描二维码，本页即可登录。',
      show: '显示二维码',
      again: '换一个二维码',
      frame: '钉钉二维码',
      loading: '正在从钉钉加载二维码…',
      late: '10 秒内没有加载出二维码，可能是网络无法访问。请点击上方按钮登录，或换一个二维码。',
      failed: '尚未登录。请换一个二维码，或点击上方的“使用钉钉登录”。',
      administrator: {
        script:
          '钉钉的脚本没有加载。请确认用户的浏览器可以访问 g.alicdn.com，并且页面的内容安全策略（CSP）允许这个地址。',
        origin: '钉钉要求本页与回调同源。请把 PUBLIC_URL 设置为用户访问的地址。',
        parameters:
          '二维码的 scope 含 corpid 时，钉钉要求指明组织：见 DINGTALK_ALLOWED_CORP_IDS 和 DINGTALK_CORP_ID。',
      },
    },
    inApp: {
      working: '钉钉正在为您登录…',
      failed: '钉钉未能自动登录，请点击下方按钮登录。',
    },
    stepsTitle: '登录时会发生什么',
    steps: [
      { title: '钉钉征求您的同意', text: '您会离开本页，在钉钉页面上决定是否授权。' },
      {
        title: '应用收到授权码',
        text: '授权码只能用一次。服务器用授权码换取令牌，令牌不会发送到您的浏览器。',
      },
      { title: '您看到自己的资料', text: '姓名、头像、组织：与钉钉返回的内容一致。' },
    ],
    simulator: {
      title: '当前连接的是钉钉模拟器',
      text: '由于没有设置应用凭证，本应用同时启动了模拟器。其中的用户是虚构的，数据不会离开这台电脑。模拟器的地址：',
      more: '登录之外，还可以：',
      adminConsole: '打开模拟的管理后台',
      adminConsoleText: '管理员从那里进入本应用的管理页面。',
      directory: '打开模拟的通讯录',
      directoryText: '让自己离职：之后在本应用中最多再打开两个页面，就会退出登录。',
      inDingTalk: '在钉钉中打开本页',
      inDingTalkText: '在浏览器的 User-Agent 中加入“DingTalk/7.6.0”，本页就会自动登录。',
      next: '如需连接真实的钉钉，请设置 DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET，步骤见示例应用的 README。',
    },
    real: {
      title: '当前连接的是真实的钉钉',
      text: '如果钉钉拒绝登录，请在钉钉开发者后台登记以下重定向 URL：',
    },
  },

  profile: {
    title: '我的资料',
    who: '个人信息',
    unionId: 'unionId',
    unionIdHint: '在同一开发者的所有应用中保持不变，请以它识别用户。',
    openId: 'openId',
    openIdHint: '每个应用各不相同。',
    phone: '手机号',
    email: '邮箱',
    emailHint: '由您在钉钉中填写，未经验证。',
    organization: '组织',
    organizationHint: {
      browser: '您在钉钉中选择的组织（corpId）。',
      'in-app': '打开本应用时所在的组织（corpId）。',
      admin: '您管理的组织（corpId）。',
    },
    staff: {
      title: '在组织中的信息',
      hint: '来自组织的通讯录：只有组织授权后，应用才能读取。',
      notThere: '本应用所属组织的通讯录中没有您，或者您只是外部联系人。',
      jobTitle: '职位',
      departments: '部门',
      leader: '部门主管',
      roles: '角色',
      email: '企业邮箱',
      emailHint: '由组织分配。',
      jobNumber: '工号',
      manager: '直属主管',
      managerHint: '主管的 userId。',
      hired: '入职日期',
      account: '账号状态',
      active: '已激活',
      inactive: '未激活',
      admin: '管理员',
      boss: '老板',
      senior: '高管',
      userId: 'userId',
      userIdHint: '仅在本组织内唯一。',
      none: '无',
      comma: '、',
    },
    notShared: { browser: '未提供', 'in-app': '在钉钉内登录时不提供', admin: '未提供' },
    nameless: '未命名用户',
    noOrganization: '未选择',
    memberSince: '上次确认成员身份',
    tokens: '令牌',
    tokensHint: '令牌保存在服务器上，这里只显示末尾几位。',
    noTokens: '没有：在钉钉内登录时，应用能获取您的身份，但没有您的令牌。',
    accessToken: '访问令牌',
    refreshToken: '刷新令牌',
    noRefreshToken: '未收到',
    ends: '失效时间',
    brackets: ['（', '）'],
    refreshTokenHint: '只能使用一次。钉钉文档注明有效期为 30 天。',
    refresh: '换取新令牌',
    raw: '钉钉的响应',
    rawHint: {
      browser: '接口 contact/users/me 的原始响应。',
      'in-app': '接口 topapi/v2/user/getuserinfo 的原始响应。',
      admin: '接口 oauth2/ssoUserInfo 的原始响应。',
    },
    rawShow: '显示原始响应',
  },

  admin: {
    title: '管理页面',
    administers: (organization) => `您是“${organization}”的管理员`,
    hint: '您从钉钉管理后台进入了本页。',
    corpId: '组织（corpId）',
    userId: '用户 ID（userId）',
    userIdHint: '仅在本组织内唯一。管理后台不提供 unionId。',
  },

  notices: {
    'signed-out': '您已退出登录。',
    refreshed: '已换取新令牌。',
    'not-a-member-any-more': '您已不是组织的成员，已退出登录。',
    'sign-in-ended': '您在钉钉的登录已失效，请重新登录。',
  },

  problem: {
    again: '重新登录',
    home: '返回首页',
    backToProfile: '返回我的资料',
    reference: '错误编号',
    referenceHint: '联系管理员时请提供这个编号，用于查找日志。',
    administrator: '供管理员查看',
    administratorHint: '仅在开发环境中显示；生产环境中只写入日志。',
    inProduction: '本应用的日志中有对应上述编号的原因和处理办法。',
    doctor:
      '如需检查网络、钉钉应用及其权限，请在服务器上使用应用凭证运行以下命令（说明见 docs/zh-CN/doctor.md）：',
    code: '错误码',
    reason: '原因',
    answer: '本应用返回的 HTTP 状态码',
    providerCode: '钉钉错误码',
    providerMessage: '钉钉错误信息',
    upstreamStatus: '钉钉返回的 HTTP 状态码',
    requestId: '钉钉 requestId',
    endpoint: '调用的接口',
    requiredScopes: '所需权限',
    message: '错误信息',
    own: {
      'client-refused':
        '您在钉钉中打开了本页，但钉钉没有提供您的身份。请点击按钮登录。如果问题仍然出现，请联系本应用的管理员。',
      'client-not-permitted': '当前版本的钉钉无法自动登录。请更新钉钉，或点击按钮登录。',
      'client-offline': '钉钉无法连接服务器。请检查网络，再点击按钮登录。',
      'page-not-registered': '钉钉未将本页识别为应用的页面。请从钉钉工作台打开应用，或点击按钮登录。',
      'session-not-kept': '登录成功了，但浏览器没有保存会话。请联系本应用的管理员。',
      'client-silent': '钉钉在 10 秒内没有响应。请点击按钮登录。如果问题仍然出现，请联系本应用的管理员。',
      'corp-id-missing': '钉钉没有返回您打开本页时所在的组织。请从工作台打开，或点击按钮登录。',
      'jsapi-missing': '本页所需的钉钉脚本没有加载。请点击按钮登录，或重新打开本页。',
      'sessions-unavailable': `保存会话的服务无响应。${tryLater}`,
      'cross-site': '为保护您的安全，没有执行任何操作。请返回本站页面重试。',
      'method-not-allowed': '请使用页面上的按钮，而不是链接或地址栏。',
      'not-found': '地址可能有误，或者页面已经移走。',
    },
    problems: {
      'client-refused': {
        title: '钉钉未能为您登录',
        administrator:
          '钉钉客户端没有向本页提供免登授权码，原因见下方的钉钉错误码。请核对 `DINGTALK_CLIENT_ID` 与应用是否一致。',
      },
      'page-not-registered': {
        title: '钉钉未登记此页面',
        administrator:
          '钉钉错误码 3 或 9：corpId 有误，本页域名与开发者后台的“应用首页地址”不一致，或者首页重定向到了其他域名。应用首页地址要以 `?corpId=$CORPID$` 结尾，从工作台打开时钉钉会替换其中的占位符。从工作通知中的普通链接打开也会出现错误码 3，请改用带 `redirect_url` 参数的 `dingtalk://dingtalkclient/action/openapp`。',
      },
      'client-not-permitted': {
        title: '钉钉无法在此为您登录',
        administrator:
          '钉钉错误码 7：应用缺少权限，或者客户端版本过低。手机端需要 7.0.45 及以上，电脑端需要 7.0.50 及以上。',
      },
      'client-offline': {
        title: '钉钉没有网络',
        administrator: '钉钉错误码 12：客户端无法连接钉钉。如果所有人都遇到，请检查网络中的代理和防火墙。',
      },
      'session-not-kept': {
        title: '未能保持登录',
        administrator:
          '页面登录成功，随后却没有会话。可能是会话 Cookie 带有 `Secure` 而用户通过 http 访问，`PUBLIC_URL` 或 `TRUST_PROXY` 与代理不符，或者浏览器禁止页面在 iframe 中使用 Cookie。',
      },
      'client-silent': {
        title: '钉钉无响应',
        administrator:
          '钉钉客户端既没有提供免登授权码，也没有返回错误。如果只有个别用户遇到，请用户更新钉钉；如果所有人都遇到，请检查是否有代理改动了钉钉的脚本。',
      },
      'corp-id-missing': {
        title: '请从钉钉工作台打开此页',
        administrator:
          '页面地址和 `DINGTALK_CORP_ID` 都没有指明组织。请让钉钉开发者后台的应用首页地址以 `?corpId=$CORPID$` 结尾，或设置 `DINGTALK_CORP_ID`。',
      },
      'jsapi-missing': {
        title: '钉钉无法在此为您登录',
        administrator:
          '钉钉的脚本没有加载。请确认用户的设备可以访问 g.alicdn.com，并且页面的内容安全策略（CSP）允许这个地址。',
      },
      'access-denied': {
        title: '您取消了登录',
        administrator: '无需处理：用户在钉钉页面上拒绝了授权。',
      },
      'code-rejected': {
        title: '本次登录已失效',
        administrator:
          '授权码无效：可能已使用、已过期，或属于其他应用。偶尔出现属正常情况（浏览器后退、刷新页面）。如果所有人都遇到，请核对 `DINGTALK_CLIENT_ID`、`DINGTALK_REGION` 与钉钉开发者后台中的应用是否一致。',
      },
      'state-invalid': {
        title: '无法确认本次登录由您发起',
        administrator:
          '浏览器没有带回本次登录的 Cookie，或者 Cookie 已使用过。如果所有人都遇到，请检查 `PUBLIC_URL` 和 `TRUST_PROXY`，确认用户返回的主机名与发起登录时相同，并且所有服务器使用同一个 Client Secret。',
      },
      'prefetch-refused': {
        title: '请重新打开此页',
        administrator: '无需处理：浏览器预加载了此页，预加载不会登录。',
      },
      'callback-malformed': {
        title: '钉钉返回的信息不完整',
        administrator:
          '回调中既没有授权码也没有错误，或者参数互相矛盾。请检查是否有代理或防火墙改动了查询参数。',
      },
      'not-accepted': {
        title: '此账号无权登录',
        administrator: 'verify 函数（这里是 mayEnter）拒绝了这个用户。',
      },
      'origin-not-allowed': {
        title: '本次登录并非由本站发起',
        administrator:
          '钉钉内的登录必须由本站页面提交，管理页面必须在浏览器中直接打开。如果由本站页面引起，请把 `PUBLIC_URL` 设置为访客看到的地址。',
      },
      'code-missing': {
        title: '您不是从管理后台进入的',
        administrator:
          '地址中没有 code。请在 oa.dingtalk.com 中打开本应用；钉钉开发者后台中的“管理后台地址”必须是此页的地址。',
      },
      'not-an-administrator': {
        title: '您不是管理员',
        administrator: '无需处理：用户不是组织的管理员。',
      },
      'organization-not-allowed': {
        title: '您的组织无权登录',
        administrator:
          '用户所选组织的 corpId 不在 `DINGTALK_ALLOWED_CORP_IDS` 中，或者钉钉没有返回 corpId（用户没有选择组织）。',
      },
      'not-a-member': {
        title: '您不是本组织成员',
        administrator:
          '`DINGTALK_MEMBERSHIP=required` 只允许成员登录，通讯录中没有这个用户，或者只是外部联系人。如果用户确实是成员，可能是应用属于另一个组织，请在钉钉开发者后台首页核对 corpId；否则无需处理。',
      },
      DINGTALK_CODE_REJECTED: {
        title: '本次登录已失效',
        administrator: '授权码无效，请重新登录。',
      },
      DINGTALK_CREDENTIALS: {
        title: '登录功能配置有误',
        administrator:
          'Client ID 或 Client Secret 无效。请将 `DINGTALK_CLIENT_ID`、`DINGTALK_CLIENT_SECRET` 与钉钉开发者后台“凭证与基础信息”核对（管理页面则核对 `DINGTALK_CORP_ID`、`DINGTALK_SSO_SECRET`），并确认应用已发布版本：发布之前凭证不可用。',
      },
      DINGTALK_PERMISSION: {
        title: '登录功能尚未配置完整',
        administrator: '应用缺少权限。请在钉钉开发者后台的“权限管理”中开通，然后发布应用的新版本。',
      },
      DINGTALK_CONTACT_SCOPE: {
        title: '登录功能尚未配置完整',
        administrator:
          '用户不在应用的通讯录接口权限范围内。请在钉钉开发者后台的“权限管理”中扩大范围，然后发布应用的新版本。',
      },
      DINGTALK_IP_NOT_ALLOWED: {
        title: '登录功能尚未配置完整',
        administrator:
          '钉钉拒绝来自本服务器的调用。请在钉钉开发者后台的“安全设置”中，把服务器的出口 IP 加入白名单。',
      },
      DINGTALK_THROTTLED: {
        title: '请求过于频繁',
        administrator:
          '钉钉限制了应用或 IP 的调用频率。如果持续出现，请检查是否有循环登录，或向钉钉申请提高额度。',
      },
      DINGTALK_TOKEN_REJECTED: {
        title: '授权已失效',
        administrator: '令牌无效：已过期，或者用户已取消授权。',
      },
      DINGTALK_NOT_FOUND: {
        title: '登录没有成功',
        administrator: '钉钉没有这个用户或接口。如果所有人都遇到，请检查 `DINGTALK_REGION`。',
      },
      DINGTALK_UNAVAILABLE: {
        title: '钉钉出现故障',
        administrator: '钉钉返回系统繁忙或故障，本应用无需处理。',
      },
      DINGTALK_TIMEOUT: {
        title: '钉钉无响应',
        administrator: '在时限内没有收到完整响应。请确认本服务器能访问下列地址，必要时通过代理访问。',
      },
      DINGTALK_NETWORK: {
        title: '无法连接钉钉',
        administrator: '连接失败。请检查本服务器的域名解析、防火墙和代理。',
      },
      DINGTALK_INVALID_RESPONSE: {
        title: '无法识别钉钉的响应',
        administrator: '收到的响应不符合钉钉文档，可能来自中间的代理或防火墙。',
      },
      DINGTALK_REFUSED: {
        title: '登录没有成功',
        administrator: '请在钉钉的错误码列表中查询下方的钉钉错误码。',
      },
      'sessions-unavailable': {
        title: '暂时无法确认您的身份',
        administrator: '会话存储无响应。请检查 `REDIS_URL` 指向的 Redis 服务器是否正常。',
      },
      'cross-site': {
        title: '此请求并非来自本站页面',
        administrator:
          '请求的 `Sec-Fetch-Site` 不是 `same-origin`，`Origin` 也不是本站。如果由本站页面引起，请把 `PUBLIC_URL` 设置为访客看到的地址。',
      },
      'method-not-allowed': {
        title: '此地址不能直接打开',
        administrator: '这个地址只允许 POST，以防其他网站用链接或图片触发。',
      },
      'not-found': {
        title: '页面不存在',
        administrator: '没有这个地址的页面。',
      },
      internal: {
        title: '应用发生错误',
        administrator: '应用发生未知错误，详见日志。',
      },
    },
  },
};
