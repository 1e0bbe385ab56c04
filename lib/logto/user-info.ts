import type { SocialUserInfo } from '@logto/connector-kit';
import { plainJson } from '../dingtalk/values.js';
import type { DingTalkEmail, DingTalkProfile } from '../profile.js';
import type { LogtoConfig } from './config.js';

/** Sizes of Logto's columns, in characters; longer values are a database error. */
const limits = { name: 128, avatar: 2048, email: 128 };

const emailTypes: Readonly<Record<LogtoConfig['email'], DingTalkEmail['type'] | undefined>> = {
  none: undefined,
  organization: 'work',
  personal: 'personal',
};

/** Converts a profile to Logto's, with reliable values only, and none that Logto would reject. */
export function toUserInfo(profile: DingTalkProfile, { email: wanted }: LogtoConfig): SocialUserInfo {
  const { id, displayName, photos, emails, phoneNumbers, corpId, staff, _json } = profile;
  const avatar = atMost(limits.avatar, photos?.[0].value);
  const type = emailTypes[wanted];
  const email = atMost(limits.email, emails?.find((each) => each.type === type)?.value);
  const phone = phoneNumbers?.[0].value.replace(/^\+/, '');
  return {
    id,
    // The display name is the unionId if the user has no name.
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

/** A shortened address would be another address. */
function atMost(length: number, value: string | undefined): string | undefined {
  return value !== undefined && value.length <= length ? value : undefined;
}

/** Never cuts a surrogate pair. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
