import type { DingTalkClient, DingTalkTokens } from './client.js';
import { type DingTalkProfile, toProfile } from './profile.js';

/**
 * One person signing in with one code, from the code to the profile. The code is spent at once and only once;
 * whoever asks again is given what the first was given.
 */
export class SignIn {
  /** Rejects with the {@link DingTalkError} of {@link DingTalkClient.exchangeCode}. */
  readonly tokens: Promise<DingTalkTokens>;
  readonly #client: DingTalkClient;
  readonly #code: string;
  #profile: Promise<DingTalkProfile> | undefined;

  constructor(client: DingTalkClient, code: string) {
    this.#client = client;
    this.#code = code;
    this.tokens = client.exchangeCode(code);
  }

  /** Rejects as {@link tokens} does, or with the {@link DingTalkError} of {@link DingTalkClient.me}. */
  profile(): Promise<DingTalkProfile> {
    this.#profile ??= this.#readProfile();
    return this.#profile;
  }

  async #readProfile(): Promise<DingTalkProfile> {
    const { accessToken, refreshToken, corpId } = await this.tokens;
    return toProfile(await this.#client.me(accessToken, [this.#code, refreshToken]), corpId);
  }
}
