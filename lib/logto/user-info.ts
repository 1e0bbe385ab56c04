import type { SocialUserInfo } from '@logto/connector-kit';
import { plainJson } from '../dingtalk/values.js';
import type { DingTalkEmail, DingTalkProfile } from '../profile.js';
import type { LogtoConfig } from './config.js';

/** Logto's columns hold so many characters, and a sign-in with more ends as an error of the database. */
const limits = { name: 128, avatar: 2048, email: 128 };

const emailTypes: Readonly<Record<LogtoConfig['email'], DingTalkEmail['type'] | undefined>> = {
  none: undefined,
  organization: 'work',
  personal: 'personal',
};

/** A profile as Logto knows it: only what can be relied on, and nothing that Logto would refuse the person for. */
export function toUserInfo(profile: DingTalkProfile, { email: wanted }: LogtoConfig): SocialUserInfo {
  const { id, displayName, photos, emails, phoneNumbers, corpId, staff, _json } = profile;
  const avatar = atMost(limits.avatar, photos?.[0].value);
  const type = emailTypes[wanted];
  const email = atMost(limits.email, emails?.find((each) => each.type === type)?.value);
  const phone = phoneNumbers?.[0].value.replace(/^\+/, '');
  return {
    id,
    // Without a name of their own people have the unionId for one.
    ...(displayName !== id && { name: cut(displayName, limits.name) }),
    ...(avatar && { avatar }),
    ...(email && { email }),
    ...(phone && { phone }),
    // A database takes neither NUL nor half a surrogate pair. By way of text, since the staff record has a date in it, and the type of parsed JSON does not say that it is.
    rawData: JSON.parse(JSON.stringify({ ...(plainJson(_json) as object), corpId, staff })) as NonNullable<
      SocialUserInfo['rawData']
    >,
  };
}

/** An address is not itself any more when cut. */
function atMost(length: number, value: string | undefined): string | undefined {
  return value !== undefined && value.length <= length ? value : undefined;
}

/** Never between the two halves of a character outside the basic plane. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
