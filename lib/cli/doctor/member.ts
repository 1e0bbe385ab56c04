import type { DingTalkClient } from '../../dingtalk/client.js';
import { after, codeOf, type Finding, factsOf, ok, unclear, wrong } from './finding.js';
import { type AppState, attempt } from './outcome.js';
import * as remedies from './remedies.js';
import { notAMember } from './sign-in-remedies.js';
import { describeStaff } from './values.js';

/** Who the person is in the directory. */
export async function* checkRecord(
  client: DingTalkClient,
  unionId: string | undefined,
  { token, membersFail }: AppState,
): AsyncGenerator<Finding> {
  if (unionId === undefined || token === undefined || membersFail) {
    for (const name of ['membership', 'staff-record'] as const) yield after(name, membersFail ?? 'union-id');
    return;
  }
  const { value, error } = await attempt(() => client.userByUnionId(token, unionId));
  if (value?.isMember) {
    yield ok('membership', { en: 'a member of the organization', zh: '组织成员' });
    yield await checkStaff(client, token, value.userId, unionId);
    return;
  }
  if (value) {
    const message = { en: 'an external contact (外部联系人), no member', zh: '外部联系人，不是成员' };
    yield wrong('membership', message, notAMember());
  } else if (error.providerCode === '60121') {
    const facts = factsOf(error);
    const message = { en: `not in the organization’s directory${facts}`, zh: `不在组织的通讯录中${facts}` };
    yield wrong('membership', message, notAMember(), codeOf(error));
  } else {
    yield unclear('membership', error);
  }
  yield after('staff-record', 'membership');
}

async function checkStaff(
  client: DingTalkClient,
  token: string,
  userId: string,
  unionId: string,
): Promise<Finding> {
  const name = 'staff-record';
  const { value, error } = await attempt(() =>
    client.for({ secrets: [unionId, userId] }).member(token, userId),
  );
  if (value) return ok(name, describeStaff(value));
  if (error.code !== 'DINGTALK_CONTACT_SCOPE') return unclear(name, error);
  const facts = factsOf(error);
  const message = {
    en: `the person is outside the contact scope${facts}`,
    zh: `用户不在通讯录接口权限范围内${facts}`,
  };
  return wrong(name, message, remedies.contactScope(), codeOf(error));
}
