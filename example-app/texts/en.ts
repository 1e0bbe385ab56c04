import type { OwnKind, ProblemKind } from '../problems.js';

/** The texts for one kind of problem. */
interface ProblemText {
  title: string;
  /** How the administrator fixes it. */
  administrator: string;
}

/** The texts for the user where the package has none. */
const own: Readonly<Record<OwnKind, string>> = {
  'client-refused':
    'You opened this page inside DingTalk, but DingTalk did not identify you. Use the button to sign in. If this keeps happening, contact the administrator of this app.',
  'client-not-permitted':
    'This version of DingTalk cannot sign you in by itself. Update DingTalk, or use the button to sign in.',
  'client-offline':
    'DingTalk could not reach its servers. Check your network, then use the button to sign in.',
  'page-not-registered':
    'DingTalk does not know this page as one of the app. Open the app from DingTalk’s workbench, or use the button to sign in.',
  'session-not-kept':
    'You were signed in, but your browser did not keep the session. Contact the administrator of this app.',
  'client-silent':
    'DingTalk did not answer within 10 seconds. Use the button to sign in. If this keeps happening, contact the administrator of this app.',
  'corp-id-missing':
    'DingTalk did not report the organization in which you opened this page. Open it from the workbench, or use the button to sign in.',
  'jsapi-missing':
    'A part of DingTalk that this page needs was not loaded. Use the button to sign in, or open the page again.',
  'sessions-unavailable':
    'The service that keeps you signed in is not responding. Please try again in a few minutes.',
  'cross-site': 'For your protection, nothing was done. Go back to our page and try again.',
  'method-not-allowed': 'Use the button on our page instead of a link or the address bar.',
  'not-found': 'The address may be mistyped, or the page has moved.',
};

const problems: Readonly<Record<ProblemKind, ProblemText>> = {
  'client-refused': {
    title: 'DingTalk did not sign you in',
    administrator:
      'The DingTalk client returned no code to this page. See DingTalk’s code below, and compare `DINGTALK_CLIENT_ID` with the app.',
  },
  'page-not-registered': {
    title: 'DingTalk does not know this page',
    administrator:
      'DingTalk’s error 3 or 9: the corpId is wrong, this page’s domain is not that of the home page address (应用首页地址) in DingTalk’s developer console, or the home page redirects to another domain. The home page address must end in `?corpId=$CORPID$`, which DingTalk replaces where the app is opened from the workbench. Error 3 also comes from a plain link in a work notification: use `dingtalk://dingtalkclient/action/openapp` with `redirect_url` instead.',
  },
  'client-not-permitted': {
    title: 'DingTalk could not sign you in here',
    administrator:
      'DingTalk’s error 7: the app lacks a permission, or the client is too old. It must be 7.0.45 or later on phones, 7.0.50 on computers.',
  },
  'client-offline': {
    title: 'DingTalk has no network',
    administrator:
      'DingTalk’s error 12: the client could not reach DingTalk. If it happens to everyone, look for a proxy or firewall in between.',
  },
  'session-not-kept': {
    title: 'You could not be kept signed in',
    administrator:
      'The page signed in, but a moment later there was no session. The session cookie is `Secure` but users come by http, `PUBLIC_URL` or `TRUST_PROXY` does not match the proxy, or the browser blocks cookies in a frame.',
  },
  'client-silent': {
    title: 'DingTalk did not answer',
    administrator:
      'The DingTalk client gave this page neither a code nor an error. If it happens to one user, have them update DingTalk; if it happens to everyone, look for a proxy that changes DingTalk’s script.',
  },
  'corp-id-missing': {
    title: 'Open this page from DingTalk’s workbench',
    administrator:
      'Neither the page’s address nor `DINGTALK_CORP_ID` names the organization. Append `?corpId=$CORPID$` to the home page address (应用首页地址) in DingTalk’s developer console, or set `DINGTALK_CORP_ID`.',
  },
  'jsapi-missing': {
    title: 'DingTalk could not sign you in here',
    administrator:
      'DingTalk’s script was not loaded. Users’ devices must be able to reach g.alicdn.com, and the page’s security policy must allow it.',
  },
  'access-denied': {
    title: 'You cancelled the sign-in',
    administrator: 'Nothing to fix: the user refused on DingTalk’s page.',
  },
  'code-rejected': {
    title: 'This sign-in is no longer valid',
    administrator:
      'DingTalk did not accept the authorization code: it was already used, has expired or belongs to another app. This is normal now and then (the Back button, a reload). If it happens to everyone, compare `DINGTALK_CLIENT_ID` and `DINGTALK_REGION` with the app in DingTalk’s developer console.',
  },
  'state-invalid': {
    title: 'We could not confirm that this sign-in is yours',
    administrator:
      'The browser did not bring back the cookie of this sign-in, or it was used already. If it happens to everyone, check `PUBLIC_URL` and `TRUST_PROXY`, that users return to the host that they came from, and that all servers have the same client secret.',
  },
  'prefetch-refused': {
    title: 'Open this page again',
    administrator: 'Nothing to fix: the browser prefetched the page, which doesn’t sign users in.',
  },
  'callback-malformed': {
    title: 'The answer from DingTalk was incomplete',
    administrator:
      'The callback had neither a code nor an error, or parameters that contradict each other. Look for a proxy or firewall that changes query strings.',
  },
  'not-accepted': {
    title: 'You cannot sign in with this account',
    administrator: 'The verify function, here “mayEnter”, refused this user.',
  },
  'origin-not-allowed': {
    title: 'This sign-in did not start here',
    administrator:
      'A sign-in inside DingTalk must be posted by our own page, and the admin page must be opened as a page. If our own pages cause it, set `PUBLIC_URL` to the address that visitors see.',
  },
  'code-missing': {
    title: 'You did not come from the admin console',
    administrator:
      'There was no code in the address. Open the app at oa.dingtalk.com; the admin page’s address in DingTalk’s developer console must be the address of this page.',
  },
  'not-an-administrator': {
    title: 'You are not an administrator here',
    administrator: 'Nothing to fix: the user does not administer the organization.',
  },
  'organization-not-allowed': {
    title: 'You cannot sign in for this organization',
    administrator:
      'The corpId of the user’s organization is not in `DINGTALK_ALLOWED_CORP_IDS`, or DingTalk reported none because the user chose no organization.',
  },
  'not-a-member': {
    title: 'You are not a member',
    administrator:
      'With `DINGTALK_MEMBERSHIP=required` only members may sign in, and the directory does not list this user as one. If the user is a member, the app may belong to another organization: compare its corpId on the home page (首页) of DingTalk’s developer console. Otherwise there is nothing to fix.',
  },
  DINGTALK_CODE_REJECTED: {
    title: 'This sign-in is no longer valid',
    administrator: 'DingTalk did not accept the code. Start the sign-in again.',
  },
  DINGTALK_CREDENTIALS: {
    title: 'Sign-in is not set up correctly',
    administrator:
      'DingTalk does not accept the client ID or client secret. Compare `DINGTALK_CLIENT_ID` and `DINGTALK_CLIENT_SECRET` with the app’s credentials in DingTalk’s developer console, for the admin page `DINGTALK_CORP_ID` and `DINGTALK_SSO_SECRET`, and publish a version of the app: before that its credentials do not work.',
  },
  DINGTALK_PERMISSION: {
    title: 'Sign-in is not set up completely',
    administrator:
      'The app lacks a permission. Grant it under Permission Management in DingTalk’s developer console, then publish a new version of the app.',
  },
  DINGTALK_CONTACT_SCOPE: {
    title: 'Sign-in is not set up completely',
    administrator:
      'The user is outside the part of the organization that the app can access. Widen the app’s contact scope (通讯录接口权限范围) under Permission Management in DingTalk’s developer console, then publish a new version of the app.',
  },
  DINGTALK_IP_NOT_ALLOWED: {
    title: 'Sign-in is not set up completely',
    administrator:
      'DingTalk refuses calls from this server. Add its outgoing address to the app’s IP allow-list under Security Settings in DingTalk’s developer console.',
  },
  DINGTALK_THROTTLED: {
    title: 'Too many people at once',
    administrator:
      'DingTalk limits how often an app or an address may call. If it keeps happening, look for a loop that signs in again and again, or ask DingTalk for a higher limit.',
  },
  DINGTALK_TOKEN_REJECTED: {
    title: 'Your sign-in at DingTalk has ended',
    administrator: 'DingTalk does not accept the token: it has expired, or the user withdrew consent.',
  },
  DINGTALK_NOT_FOUND: {
    title: 'Sign-in did not work',
    administrator: 'DingTalk has no such user or API. If it happens to everyone, check `DINGTALK_REGION`.',
  },
  DINGTALK_UNAVAILABLE: {
    title: 'DingTalk has a problem',
    administrator: 'DingTalk is busy or down. There is nothing to fix in this app.',
  },
  DINGTALK_TIMEOUT: {
    title: 'DingTalk did not answer',
    administrator:
      'No complete answer within the time limit. Check that this server reaches the address below, through a proxy if it needs one.',
  },
  DINGTALK_NETWORK: {
    title: 'We could not reach DingTalk',
    administrator: 'The connection failed. Check name resolution, firewall and proxy of this server.',
  },
  DINGTALK_INVALID_RESPONSE: {
    title: 'We could not understand DingTalk’s answer',
    administrator:
      'The answer doesn’t match DingTalk’s documentation. A proxy or firewall in between may have answered instead.',
  },
  DINGTALK_REFUSED: {
    title: 'Sign-in did not work',
    administrator: 'Look up DingTalk’s code, below, in its list of error codes.',
  },
  'sessions-unavailable': {
    title: 'We cannot check who you are right now',
    administrator: 'The session store is not responding. Check that the Redis server of `REDIS_URL` is up.',
  },
  'cross-site': {
    title: 'This request did not come from our page',
    administrator:
      'The request had neither `Sec-Fetch-Site: same-origin` nor our own origin. If our own pages cause it, set `PUBLIC_URL` to the address that visitors see.',
  },
  'method-not-allowed': {
    title: 'This address cannot be opened',
    administrator: 'The address allows only POST, so that links and images on other sites can’t trigger it.',
  },
  'not-found': {
    title: 'Page not found',
    administrator: 'There is no page at this address.',
  },
  internal: {
    title: 'This app has a problem',
    administrator: 'An unexpected error in the app; the log has the details.',
  },
};

/** Every text of the app in English; the other languages have exactly the same keys. */
export const en = {
  languageName: 'English',
  siteName: 'DingTalk sign-in',
  example: 'Example app',
  simulated: 'Simulated',
  skipToContent: 'Skip to content',
  language: 'Language',
  signIn: 'Sign in with DingTalk',
  signOut: 'Sign out',
  yourProfile: 'Your profile',
  footer: 'Example app of passport-dingtalk-oauth2, a Passport strategy for Express.',

  home: {
    title: 'Sign in with your DingTalk account',
    lead: 'A complete Express app. Sign in to see exactly what an app learns about you.',
    signedIn: 'You are signed in.',
    qrCode: {
      onPhone: 'Sign in by scanning from another phone',
      title: 'Or with your phone',
      text: 'Scan a QR code with the DingTalk app, and this page signs in.',
      show: 'Show QR code',
      again: 'New QR code',
      frame: 'QR code of DingTalk',
      loading: 'Loading the QR code from DingTalk…',
      late: 'The QR code didn’t load within 10 seconds. Your network may block it: use the button above to sign in, or try a new code.',
      failed: 'You are not signed in yet. Show a new code, or use the button “Sign in with DingTalk” above.',
      administrator: {
        script:
          'DingTalk’s script was not loaded. Visitors’ browsers must be able to reach g.alicdn.com, and the page’s security policy must allow it.',
        origin:
          'DingTalk requires this page to have the same origin as the callback. Set PUBLIC_URL to the address that visitors see.',
        parameters:
          'For a QR code with the scope “corpid”, DingTalk requires an organization: see DINGTALK_ALLOWED_CORP_IDS and DINGTALK_CORP_ID.',
      },
    },
    inApp: {
      working: 'DingTalk is signing you in…',
      failed: 'DingTalk could not sign you in by itself. Use the button to sign in.',
    },
    stepsTitle: 'What happens when you sign in',
    steps: [
      {
        title: 'DingTalk asks you',
        text: 'You leave this page and decide at DingTalk whether to share your profile.',
      },
      {
        title: 'The app receives a code',
        text: 'It works once. The server exchanges it for tokens, which never reach your browser.',
      },
      { title: 'You see who you are', text: 'Name, picture, organization: exactly what DingTalk returned.' },
    ],
    simulator: {
      title: 'Signing in at a simulated DingTalk',
      text: 'No credentials are set, so a simulator runs next to this app. Its people are made up, and no data leaves this computer. Its address:',
      more: 'Besides signing in, try:',
      adminConsole: 'Open the simulated admin console',
      adminConsoleText: 'Administrators open this app’s admin page from there.',
      directory: 'Open the simulated directory',
      directoryText: 'Make yourself leave the organization: you are signed out here within two page loads.',
      inDingTalk: 'Open this page inside DingTalk',
      inDingTalkText:
        'It signs you in automatically: set your browser’s user agent to include “DingTalk/7.6.0”.',
      next: 'To use the real DingTalk, set DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET. The README of the example app has the steps.',
    },
    real: {
      title: 'Signing in at the real DingTalk',
      text: 'Register this redirect URL in DingTalk’s developer console if sign-in is refused there:',
    },
  },

  profile: {
    title: 'Your profile',
    who: 'Who you are',
    unionId: 'unionId',
    unionIdHint: 'Stays the same in all apps of one developer. Store this one.',
    openId: 'openId',
    openIdHint: 'Differs from app to app.',
    phone: 'Phone',
    email: 'E-mail',
    emailHint: 'Entered by you at DingTalk, not verified.',
    organization: 'Organization',
    organizationHint: {
      browser: 'The one you chose at DingTalk (corpId).',
      'in-app': 'The one you opened this app in (corpId).',
      admin: 'The one you administer (corpId).',
    },
    staff: {
      title: 'Your place in the organization',
      hint: 'From its directory. An app can read it only with the organization’s permission.',
      notThere: 'The directory of this app’s organization doesn’t list you, or only as an external contact.',
      jobTitle: 'Title',
      departments: 'Departments',
      leader: 'Head',
      roles: 'Roles',
      email: 'Work e-mail',
      emailHint: 'Given by the organization.',
      jobNumber: 'Job number',
      manager: 'Manager',
      managerHint: 'The manager’s userId.',
      hired: 'Joined on',
      account: 'Account',
      active: 'Active',
      inactive: 'Not activated yet',
      admin: 'Administrator',
      boss: 'Owner',
      senior: 'Senior management',
      userId: 'userId',
      userIdHint: 'Unique in this organization only.',
      none: 'None',
      comma: ', ',
    },
    notShared: { browser: 'Not shared', 'in-app': 'Not given inside DingTalk', admin: 'Not shared' },
    nameless: 'Unnamed user',
    noOrganization: 'None chosen',
    memberSince: 'Membership last confirmed',
    tokens: 'Tokens',
    tokensHint: 'They stay on the server; only their last characters are shown.',
    noTokens: 'None: inside DingTalk an app identifies you but receives no tokens.',
    accessToken: 'Access token',
    refreshToken: 'Refresh token',
    noRefreshToken: 'None received',
    ends: 'Ends',
    brackets: [' (', ')'],
    refreshTokenHint: 'Works once, within 30 days according to DingTalk’s documentation.',
    refresh: 'Refresh tokens',
    raw: 'What DingTalk answered',
    rawHint: {
      browser: 'The unmodified answer of contact/users/me.',
      'in-app': 'The unmodified answer of topapi/v2/user/getuserinfo.',
      admin: 'The unmodified answer of oauth2/ssoUserInfo.',
    },
    rawShow: 'Show the raw answer',
  },

  admin: {
    title: 'Admin page',
    administers: (organization: string) => `You administer ${organization}`,
    hint: 'DingTalk’s admin console opened this page for you.',
    corpId: 'Organization (corpId)',
    userId: 'userId',
    userIdHint: 'Unique in this organization only. The admin console returns no unionId.',
  },

  notices: {
    'signed-out': 'You are signed out.',
    refreshed: 'Your tokens have been refreshed.',
    'not-a-member-any-more': 'You are no longer a member of the organization, so we signed you out.',
    'sign-in-ended': 'Your sign-in at DingTalk has ended, so we signed you out. Please sign in again.',
  },

  problem: {
    again: 'Sign in again',
    home: 'Go to the home page',
    backToProfile: 'Back to your profile',
    reference: 'Reference',
    referenceHint: 'If you contact the app’s administrator, quote this reference: it is in the log.',
    administrator: 'For the administrator',
    administratorHint: 'Shown during development only. In production this goes to the log.',
    inProduction: 'The app’s log has the cause and the fix, under the reference above.',
    doctor:
      'To check the network, the DingTalk app and its permissions, run this on the server with the app’s credentials (see docs/doctor.md in the package):',
    code: 'Error code',
    reason: 'Reason',
    answer: 'HTTP status we sent',
    providerCode: 'DingTalk’s code',
    providerMessage: 'DingTalk’s message',
    upstreamStatus: 'HTTP status DingTalk sent',
    requestId: 'DingTalk’s request id',
    endpoint: 'Call',
    requiredScopes: 'Required permission',
    message: 'Error message',
    own,
    problems,
  },
};

export type Texts = typeof en;
