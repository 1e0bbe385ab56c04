import type { DingTalkClient } from '../dingtalk/client.js';
import type { DingTalkTokens } from '../dingtalk/readers.js';
import type { Directory } from '../organization/directory.js';
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
    this.#directory.admit(tokens.corpId);
    return tokens;
  }

  async #readProfile(): Promise<DingTalkProfile> {
    const { accessToken, refreshToken, corpId } = await this.tokens;
    const secrets = [this.#code, accessToken, refreshToken];
    const directory = this.#directory;
    const client = this.#client.for({ secrets });
    if (!directory.isAsked) return toProfile(await client.me(accessToken), corpId);
    const organization = directory.admit(corpId);
    const appToken = this.#appToken ?? directory.appToken(organization);
    const user = await client.me(accessToken);
    const staff = await directory.lookUp(user.unionId, { corpId: organization, secrets }, appToken);
    return toProfile(user, corpId, staff);
  }
}
