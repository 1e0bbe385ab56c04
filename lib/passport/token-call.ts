import type { Strategy as OAuth2Strategy } from 'passport-oauth2';
import type { DingTalkClient } from '../dingtalk/client.js';
import { toNodeCallback } from './node-callback.js';
import { type DingTalkTokenParams, toTokenParams } from './verify.js';

type TokenCallback = (
  error: unknown,
  accessToken?: string,
  refreshToken?: string,
  params?: DingTalkTokenParams,
) => void;

/** The token call of passport-oauth2, in DingTalk's JSON; passport-oauth2-refresh makes it too. */
export function tokenCall(client: DingTalkClient): OAuth2Strategy['_oauth2']['getOAuthAccessToken'] {
  const call = (token: string, params: { grant_type?: string } | undefined, done: TokenCallback) => {
    const isRefresh = params?.grant_type === 'refresh_token';
    toNodeCallback(isRefresh ? client.refresh(token) : client.exchangeCode(token), (error, tokens) => {
      if (tokens) done(null, tokens.accessToken, tokens.refreshToken, toTokenParams(tokens));
      else done(error);
    });
  };
  // The types of `oauth` have its error never be null, and know a form without parameters.
  return call as OAuth2Strategy['_oauth2']['getOAuthAccessToken'];
}
