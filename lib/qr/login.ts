import { invalid } from '../dingtalk/checks.js';
import { originsByRegion } from '../dingtalk/endpoints.js';
import type { DingTalkQrLogin } from './parameters.js';

/**
 * The authorization URL in the form that DingTalk's script for the embedded QR code wants.
 * @throws TypeError naming the option that the script needs
 */
export function toQrLogin(authorization: URL): DingTalkQrLogin {
  if (authorization.origin === originsByRegion.intl.login) {
    throw invalid('region', "'cn' for the embedded QR code: DingTalk's script knows no other", 'intl');
  }
  const parameters = Object.fromEntries(authorization.searchParams) as unknown as DingTalkQrLogin;
  // In the frame nobody is asked which organization it shall be.
  if (parameters.scope.split(' ').includes('corpid')) {
    for (const [option, parameter] of [
      ['corpId', 'corpId'],
      ['orgType', 'org_type'],
    ] as const) {
      if (parameters[parameter] === undefined) {
        throw invalid(option, 'given for an embedded QR code whose scope has `corpid`', undefined);
      }
    }
  }
  return parameters;
}
