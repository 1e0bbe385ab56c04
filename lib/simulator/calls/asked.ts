import { failure, type OldReply } from '../gateway/old.js';
import type { Client } from '../world/clients.js';
import type { Directory } from '../world/directory.js';

/** Who asks, and what they may see: what every call to the directory is answered from. */
export interface Asked {
  readonly client: Client;
  /** Absent for the app of no organization. */
  readonly directory: Directory | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Completes paths of pictures. */
  readonly origin: string;
  /** Whose in-app code it is; nobody's if it is not for this app and organization. */
  readonly spendInAppCode: (code: string) => string | undefined;
  /** Whether some other organization has a member of that userId. */
  readonly isKnownElsewhere: (userId: string) => boolean;
}

export function userNotFound(): OldReply {
  return failure(60121, '找不到该用户');
}

export function invalidParameter(name: string): OldReply {
  return failure(400002, `无效的参数: ${name}`);
}
