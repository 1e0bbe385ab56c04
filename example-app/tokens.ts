import type { DingTalkClient } from 'passport-dingtalk-oauth2';

/** DingTalk's tokens for one person, kept in their session on the server. */
export interface Tokens {
  accessToken: string;
  refreshToken?: string | undefined;
  /** Milliseconds since the epoch. */
  accessTokenEnds: number;
  /** Milliseconds since the epoch. DingTalk's answer does not say it; its documentation does: 30 days. */
  refreshTokenEnds: number;
}

const REFRESH_TOKEN_LIFE_MS = 30 * 24 * 60 * 60 * 1000;
const SHOWN_CHARACTERS = 4;
const SHORTEST_TO_SHOW = 16;

/** Keeps the tokens of a sign-in or a refresh. `expiresIn` in seconds. */
export function tokensFrom(
  received: { accessToken: string; refreshToken?: string | undefined; expiresIn: number },
  now = Date.now(),
): Tokens {
  return {
    accessToken: received.accessToken,
    refreshToken: received.refreshToken,
    accessTokenEnds: now + received.expiresIn * 1000,
    refreshTokenEnds: now + REFRESH_TOKEN_LIFE_MS,
  };
}

/** The last four characters, to distinguish tokens; none of a token so short that four would give it away. */
export function hint(token: string): string {
  return token.length < SHORTEST_TO_SHOW ? '' : token.slice(-SHOWN_CHARACTERS);
}

/**
 * Trades refresh tokens for new tokens. A refresh token works once, so two requests that bring the same one at the
 * same moment (a double click) share one call. Servers that share sessions would need a lock there, too.
 */
export function createRefresher(client: DingTalkClient): (refreshToken: string) => Promise<Tokens> {
  const running = new Map<string, Promise<Tokens>>();

  async function refresh(refreshToken: string): Promise<Tokens> {
    const received = await client.refresh(refreshToken);
    return tokensFrom({ ...received, refreshToken: received.refreshToken ?? refreshToken });
  }

  return (refreshToken) => {
    const call =
      running.get(refreshToken) ?? refresh(refreshToken).finally(() => running.delete(refreshToken));
    running.set(refreshToken, call);
    return call;
  };
}
