import { type DingTalkError, isDingTalkError } from '../../dingtalk/errors.js';
import type { CheckName } from './finding.js';

/** What a call gave, or the error that DingTalk is to blame for. */
export type Outcome<T> = { value: T; error?: undefined } | { value?: undefined; error: DingTalkError };

/** Makes a call. @throws whatever DingTalk is not to blame for */
export async function attempt<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (isDingTalkError(error)) return { error };
    throw error;
  }
}

/** What is known of the app so far. */
export interface AppState {
  /** A token to ask the directory with; absent where the app gets none. */
  token?: string;
  /** The check that everything later would fail of, too. */
  failed?: CheckName;
  /** The check that asking about members would fail of. */
  membersFail?: CheckName;
}
