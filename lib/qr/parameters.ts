/**
 * What DingTalk's script for the embedded QR code is told, under its own names: the second argument of
 * `DTFrameLogin`. Not encoded: `passport-dingtalk-oauth2/qr.js` does that, as the script does not.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
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
  /** Kept in the session, for the callback to bring back. */
  state?: string;
  /** The organization; there when the scope has `corpid`. */
  corpId?: string;
  /** `management`; there when the scope has `corpid`. */
  org_type?: string;
  /** `true` or `false`, the option of that name. */
  exclusiveLogin?: string;
  /** The option of that name. */
  exclusiveCorpId?: string;
  /** The option of that name. */
  lang?: string;
}
