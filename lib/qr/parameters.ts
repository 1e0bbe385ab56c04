/**
 * What DingTalk's script for the embedded QR code is told, under its own names: the second argument of
 * `DTFrameLogin`. Not encoded: `passport-dingtalk-oauth2/qr.js` does that, as the script does not.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 */
export interface DingTalkQrLogin {
  client_id: string;
  redirect_uri: string;
  response_type: string;
  scope: string;
  prompt: string;
  /** Kept in the session, for the callback to bring back. */
  state?: string;
  corpId?: string;
  org_type?: string;
  exclusiveLogin?: string;
  exclusiveCorpId?: string;
}
