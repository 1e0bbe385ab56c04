import type { DingTalkClient } from '../dingtalk/client.js';
import type { DingTalkTokens } from '../dingtalk/readers.js';
import type { Access, Directory } from '../organization/directory.js';
import { type DingTalkProfile, toProfile } from '../profile.js';

/**
 * One person signing in with one code: code, tokens, organization, person, membership, staff record. The code is
 * spent at once and only once; whoever asks again is given what the first was given.
 */
export class SignIn {
  /**
   * Rejects with the {@link DingTalkError} of {@link DingTalkClient.exchangeCode}, or with a {@link SignInRefusal}
   * for an organization that may not come in.
   */
  readonly tokens: Promise<DingTalkTokens>;
  readonly #client: DingTalkClient;
  readonly #directory: Directory;
  readonly #code: string;
  /** Under way while the code is exchanged, where it is clear already which one is needed. */
  readonly #appToken: Promise<string> | undefined;
  #access: Access | undefined;
  #profile: Promise<DingTalkProfile> | undefined;

  constructor(client: DingTalkClient, directory: Directory, code: string) {
    this.#client = client;
    this.#directory = directory;
    this.#code = code;
    this.#appToken = directory.prepare();
    this.tokens = this.#exchange();
  }

  /**
   * Rejects as {@link tokens} does, with the {@link DingTalkError} of {@link DingTalkClient.me} or of the
   * directory, or with a {@link SignInRefusal} for a person who is no member.
   */
  profile(): Promise<DingTalkProfile> {
    this.#profile ??= this.#readProfile();
    return this.#profile;
  }

  async #exchange(): Promise<DingTalkTokens> {
    const tokens = await this.#client.exchangeCode(this.#code);
    this.#access = this.#directory.admit(tokens.corpId, {
      secrets: [this.#code, tokens.accessToken, tokens.refreshToken],
      ahead: this.#appToken,
    });
    return tokens;
  }

  async #readProfile(): Promise<DingTalkProfile> {
    const { accessToken, refreshToken, corpId } = await this.tokens;
    const secrets = [this.#code, accessToken, refreshToken];
    const user = await this.#client.for({ secrets }).me(accessToken);
    return toProfile(user, corpId, await this.#directory.complete(user.unionId, this.#access as Access));
  }
}
