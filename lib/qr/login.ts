import { invalid } from '../dingtalk/checks.js';
import { originsByRegion } from '../dingtalk/endpoints.js';

/**
 * The parameters of DingTalk's script for the embedded QR code, under its own names: the second argument of
 * `DTFrameLogin`. Not encoded: `passport-dingtalk-oauth2/qr.js` does that, as the script does not.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 * @experimental
 */
export interface DingTalkQrLogin {
  /** The option `clientID`. */
  client_id: string;
  /** The whole URL of the callback route. */
  redirect_uri: string;
  /** Always `code`. */
  response_type: string;
  /** `openid` or `openid corpid`. */
  scope: string;
  /** `consent` unless the option `prompt` says otherwise. */
  prompt: string;
  /** Kept for the callback to bring back. */
  state?: string;
  /** The organization; required when the scope has `corpid`. */
  corpId?: string;
  /** `management`; required when the scope has `corpid`. */
  org_type?: string;
  /** `true` or `false`, the option of that name. */
  exclusiveLogin?: string;
  /** The option of that name. */
  exclusiveCorpId?: string;
  /** The option of that name. */
  lang?: string;
}

/** The authorization URL in the form that DingTalk's script for the embedded QR code wants. */
export function toQrLogin(authorization: URL): DingTalkQrLogin {
  if (authorization.origin === originsByRegion.intl.login) {
    throw invalid('region', "'cn' for the embedded QR code: DingTalk's script knows no other", 'intl');
  }
  const parameters = Object.fromEntries(authorization.searchParams) as unknown as DingTalkQrLogin;
  // In the frame the user can't choose an organization.
  if (parameters.scope.split(' ').includes('corpid')) {
    const { corpId, org_type: orgType } = parameters;
    for (const [option, value] of Object.entries({ corpId, orgType })) {
      if (value === undefined)
        throw invalid(option, 'given for an embedded QR code whose scope has `corpid`', value);
    }
  }
  return parameters;
}
