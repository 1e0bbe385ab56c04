import { randomUUID } from 'node:crypto';

/** A whole HTTP answer, as it would be sent without a fault. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer of the new gateway, api.dingtalk.com. */
export function json(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: JSON.stringify(body),
  };
}

export const requestId = (): string => randomUUID().toUpperCase();

// DingTalk itself varies the order of the keys from one failure to the next; each is kept as it was recorded.

export function missingField(name: string): Answer {
  return json(400, {
    code: `Missing${name}`,
    requestid: requestId(),
    message: `${name} is mandatory for this action.`,
  });
}

export function codeNotFound(): Answer {
  return json(400, {
    code: 'invalidParameter.authCode.notFound',
    requestid: requestId(),
    message: '不合法的临时授权码',
  });
}

export function invalidCredentials(): Answer {
  return json(400, {
    requestid: requestId(),
    code: 'invalidClientIdOrSecret',
    message: '无效的clientId或者clientSecret',
  });
}

/** Of oauth2/{corpId}/token. Nobody recorded one of userAccessToken, which borrows it. */
export function unsupportedGrantType(): Answer {
  return json(400, {
    code: 'unsupported.grant.type',
    requestid: requestId(),
    message: '不支持的grantType',
  });
}

/** Of oauth2/{corpId}/token, by the documentation. */
export function invalidClient(): Answer {
  return json(400, {
    code: 'invalid.client',
    requestid: requestId(),
    message: '无效的client_id或client_secret',
  });
}

/** Of oauth2/{corpId}/token, by the documentation. */
export function unauthorizedClient(): Answer {
  return json(401, { code: 'unauthorized.client', requestid: requestId(), message: '企业未授权该应用' });
}

/** Of oauth2/{corpId}/token, as recorded: not the 400 that one would expect. */
export function unknownOrganization(): Answer {
  return json(500, { code: 'unknownError', requestid: requestId(), message: '未知错误' });
}

/** Of corpAccessToken. */
export function invalidSuite(
  code: 'invalidSuiteKey' | 'invalidSuiteTicket' | 'invalidAuthInfo',
  message: string,
): Answer {
  return json(400, { requestid: requestId(), code, message });
}

/** Of ssoUserInfo, by the documentation. */
export function invalidCode(): Answer {
  return json(400, { code: 'invalidCode', requestid: requestId(), message: '无效的code' });
}

/** Of ssoUserInfo, by the documentation. */
export function invalidConsoleToken(): Answer {
  return json(400, { code: 'invalidToken', requestid: requestId(), message: '无效的token' });
}

export function missingTokenHeader(): Answer {
  return json(400, {
    code: 'AuthenticationFailed.MissingParameter',
    requestid: requestId(),
    message: '缺少参数：x-acs-dingtalk-access-token',
  });
}

export function invalidToken(): Answer {
  return json(400, {
    code: 'InvalidAuthentication',
    requestid: requestId(),
    message: '不合法的access_token',
  });
}

/** Documented for user tokens in general, without an endpoint's name. */
export function expiredToken(): Answer {
  return json(400, {
    code: 'accesstoken.expired',
    requestid: requestId(),
    message: '用户accessToken过期',
  });
}

export function permissionDenied(requiredScopes: readonly string[]): Answer {
  return json(403, {
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    requestid: requestId(),
    message: '没有调用该接口的权限',
    accessdenieddetail: { requiredScopes },
  });
}

export function ipRefused(clientId: string, address: string): Answer {
  return json(403, {
    code: 'Forbidden.AccessDenied.IpNotInWhiteList',
    requestid: requestId(),
    message: `访问ip不在白名单之中,request ip=${address} appKey(${clientId})`,
  });
}

export function throttled(): Answer {
  return json(403, {
    code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
    requestid: requestId(),
    message: '应用调用该接口的QPS超过限制',
  });
}

/** The simulator's own limit; DingTalk's is not documented. */
export function bodyTooLarge(): Answer {
  return json(413, {
    code: 'RequestEntityTooLarge',
    requestid: requestId(),
    message: 'The simulator reads no body over 64 KiB.',
  });
}

/** For a defect of the simulator itself, or of the `clock` given to it. */
export function unknownError(error: unknown): Answer {
  return json(500, { code: 'unknownError', requestid: requestId(), message: `未知错误: ${String(error)}` });
}

/** For requests that did not come from, or do not name, the loopback interface. */
export function notLoopback(): Answer {
  return {
    status: 403,
    headers: { 'content-type': 'text/plain;charset=utf-8', connection: 'close' },
    body: 'The DingTalk simulator answers on loopback only: open it as http://127.0.0.1 or http://localhost.\n',
  };
}
