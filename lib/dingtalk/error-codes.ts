/** The HTTP status to answer with for each of our codes. */
export const errorStatuses = {
  DINGTALK_CODE_REJECTED: 401,
  DINGTALK_CREDENTIALS: 500,
  DINGTALK_PERMISSION: 500,
  DINGTALK_CONTACT_SCOPE: 500,
  DINGTALK_IP_NOT_ALLOWED: 500,
  DINGTALK_THROTTLED: 429,
  DINGTALK_TOKEN_REJECTED: 401,
  DINGTALK_NOT_FOUND: 502,
  DINGTALK_UNAVAILABLE: 503,
  DINGTALK_TIMEOUT: 504,
  DINGTALK_NETWORK: 502,
  DINGTALK_INVALID_RESPONSE: 502,
  DINGTALK_REFUSED: 502,
} as const;

/**
 * What went wrong, to switch on; {@link DingTalkError.message} explains each and how to fix it. A new one of these needs
 * a new major version of this package.
 */
export type DingTalkErrorCode = keyof typeof errorStatuses;

/**
 * @internal The codes of both gateways, in lower case. Those for users who have left belong in
 * `organization/membership.ts` too.
 * @see {@link https://open.dingtalk.com/document/development/server-api-error-codes-1 DingTalk's error codes}
 */
export const providerCodes: Readonly<Partial<Record<DingTalkErrorCode, readonly string[]>>> = {
  DINGTALK_CODE_REJECTED: [
    ...['invalidparameter.authcode.notfound', 'invalidcode'],
    ...['40029', '40078', '40102', '41007', '41026', '42003', '42007', '42008'],
  ],
  DINGTALK_CREDENTIALS: [
    ...['invalidclientidorsecret', 'invalid.client', 'invalid_client', 'unauthorized.client'],
    ...['unauthorized_client', 'invalidsuitekey', 'invalidsuiteticket', 'invalidauthinfo'],
    ...['33001', '40013', '40035', '40080', '40082', '40083', '40085', '40088', '40089', '40090', '40096'],
    ...['41004', '41021', '41022', '41023', '41024', '41030', '43007', '48002', '48004', '50003', '50005'],
    ...['52010'],
  ],
  DINGTALK_PERMISSION: [
    ...['forbidden.accessdenied.accesstokenpermissiondenied', 'permissions.error', 'permission.deny'],
    ...['apipermissiondenied', '60011', '400020'],
  ],
  DINGTALK_CONTACT_SCOPE: ['40079', '50002', '50004'],
  DINGTALK_IP_NOT_ALLOWED: ['forbidden.accessdenied.ipnotinwhitelist', '60020'],
  DINGTALK_THROTTLED: [
    ...['forbidden.accessdenied.apicountlimitfororg', 'qps.exceed.limit', 'request.often'],
    ...['system.freq.limit', 'requesttoofast', '1111', '45009'],
    ...['90001', '90002', '90003', '90004', '90005', '90006', '90007', '90008', '90009', '90010', '90011'],
    ...['90012', '90013', '90014', '90017', '90018', '90020'],
  ],
  DINGTALK_TOKEN_REJECTED: [
    ...['invalidauthentication', 'invalidtoken', 'accesstoken.expired'],
    ...['authenticationfailed.missingparameter'],
    ...['40000', '40001', '40014', '41001', '41003', '42001', '42002', '42009', '48003'],
  ],
  DINGTALK_NOT_FOUND: [
    ...['invalidparameter.user.notfound', 'invalidaction.notfound', '22', '404'],
    ...['33012', '40003', '60003', '60111', '60120', '60121', '400023'],
  ],
  DINGTALK_UNAVAILABLE: [
    ...['unknownerror', 'servicebusy', 'systembusy', 'system.busy', 'operationtimeout', 'service.timeout'],
    // 15, and 88 without a code inside, are how the old gateway says that the service behind it took over three seconds.
    ...['systemerror', 'system.error', '-1', '15', '88'],
  ],
  DINGTALK_REFUSED: ['50001', '52013', '80001'],
};

const byCode: ReadonlyMap<string, DingTalkErrorCode> = new Map(
  Object.entries(providerCodes).flatMap(([ours, theirs]) =>
    theirs.map((code) => [code, ours as DingTalkErrorCode] as const),
  ),
);

/** Prefixes of the codes for limits per second and per minute, which vary by app, suite, organization and API. */
const perSecond = 'forbidden.accessdenied.qpslimit';
const perMinute = 'forbidden.accessdenied.qpmlimit';

/** Limits by minute, by month, and the ban of an address. The others may be over after a second. */
const lasting: ReadonlySet<string> = new Set([
  ...['90006', '90020', '1111', 'forbidden.accessdenied.apicountlimitfororg'],
]);

/** What a code of DingTalk's means; `undefined` for one that is not known. */
export function classify(providerCode: string): DingTalkErrorCode | undefined {
  const word = providerCode.toLowerCase();
  const isLimit = word.startsWith(perSecond) || word.startsWith(perMinute);
  return isLimit ? 'DINGTALK_THROTTLED' : byCode.get(word);
}

/** Whether a call that was refused as too often may work in a second. */
export function isOverSoon(providerCode: string | undefined): boolean {
  const word = providerCode?.toLowerCase() ?? '';
  return !word.startsWith(perMinute) && !lasting.has(word);
}

/** Whether the gateway says that it could not reach the service behind it, so that a read may work if repeated. */
export function isGatewayTimeout(status: number, providerCode: string | undefined): boolean {
  return (status >= 502 && status <= 504) || providerCode === '15' || providerCode === '88';
}

/** What an HTTP status says by itself. 403 says nothing: its meaning is in the code alone. */
export function byStatus(status: number): DingTalkErrorCode | undefined {
  if (status === 429) return 'DINGTALK_THROTTLED';
  if (status >= 500) return 'DINGTALK_UNAVAILABLE';
  return undefined;
}
