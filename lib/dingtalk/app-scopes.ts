import { invalidAnswer, type JsonAnswer, type RequestDetails } from './answer.js';
import { readInteger } from './readers.js';
import { isSuccess } from './refusal.js';

/** What an app may see of an organization: its contact scope (通讯录接口权限范围), and fields of a member's record. */
export interface DingTalkAppScopes {
  /** The departments whose people it may see, those below them included; 1 is the whole organization. */
  departmentIds: number[];
  /** userids of the people it may see besides. */
  userIds: string[];
  /** DingTalk's names of the fields that it may read of a person, such as `email` and `mobile`. */
  userFields: string[];
}

/** The whole organization, as a department. */
export const rootDepartment = 1;

export function readAppScopes(request: RequestDetails, answer: JsonAnswer): DingTalkAppScopes {
  if (!isSuccess(answer.json)) throw invalidAnswer(request, answer, 'no errcode 0 in it');
  const { auth_org_scopes: scopes, auth_user_field: fields } = answer.json;
  if (typeof scopes !== 'object' || scopes === null || Array.isArray(scopes)) {
    throw invalidAnswer(request, answer, 'no auth_org_scopes in it');
  }
  const { authed_dept: departments, authed_user: users } = scopes as Record<string, unknown>;
  return {
    departmentIds: list(departments)
      .map(readInteger)
      .filter((id) => id !== undefined),
    userIds: list(users).filter((user) => typeof user === 'string'),
    userFields: list(fields).filter((field) => typeof field === 'string'),
  };
}

/** A list, or the text of one: DingTalk's samples show lists of numbers as texts. */
function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('[')) return [];
  try {
    return JSON.parse(value) as unknown[];
  } catch {
    return [];
  }
}
