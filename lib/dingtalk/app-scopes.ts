import { invalidAnswer, type JsonAnswer } from './answer.js';
import type { RequestDetails } from './http-request.js';
import { isSuccess } from './refusal.js';
import { integer, isObject, parsed, text } from './values.js';

/**
 * What an app may see of an organization: its contact scope (通讯录接口权限范围), and fields of a member's record.
 * @experimental
 */
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
  if (!isObject(scopes)) throw invalidAnswer(request, answer, 'no auth_org_scopes in it');
  return {
    departmentIds: elements(scopes.authed_dept).flatMap((department) => integer(department) ?? []),
    userIds: elements(scopes.authed_user).flatMap((user) => text(user) ?? []),
    userFields: elements(fields).flatMap((field) => text(field) ?? []),
  };
}

function elements(value: unknown): unknown[] {
  const read = parsed(value);
  return Array.isArray(read) ? read : [];
}
