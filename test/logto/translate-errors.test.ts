import { describe, expect, test } from 'vitest';
import { DingTalkError, type DingTalkErrorDetails } from '../../lib/dingtalk/errors.js';
import { toConnectorError } from '../../lib/logto/errors.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';

const dataOf = (details: DingTalkErrorDetails) =>
  toConnectorError(new DingTalkError('DINGTALK_REFUSED', details)).data;

describe('an error of DingTalk’s', () => {
  test('has with it what an administrator needs to look it up, and not DingTalk’s own words', () => {
    const details = {
      ...{ providerCode: 'Forbidden.AccessDenied', upstreamStatus: 403, requestId: '0A1B-c_2.d' },
      ...{ requiredScopes: ['Contact.User.Read'], providerMessage: 'not from 203.0.113.77' },
      ...{ detail: 'odd', endpoint: 'https://api.dingtalk.com/v1.0/contact/users/me' },
    };
    expect(dataOf(details)).toEqual({
      errorDescription: personTexts.en.DINGTALK_REFUSED,
      reason: 'DINGTALK_REFUSED',
      ...{ providerCode: 'Forbidden.AccessDenied', upstreamStatus: 403, requestId: '0A1B-c_2.d' },
      requiredScopes: ['Contact.User.Read'],
    });
  });

  test('names nothing that it lacks', () => {
    expect(Object.keys(dataOf({}) as object)).toEqual(['errorDescription', 'reason']);
  });

  test.each([
    ['words', 'a code'],
    ['words before it', '!88'],
    ['words behind it', '88 <b>'],
    ['nothing', ''],
    ['an address', '203.0.113.77'],
    ['an address with more around it', 'host-203.0.113.77-x'],
    ['part of an address', '20.30.11'],
  ])('with %s in the place of a code or request id is told without', (_what, text) => {
    const data = dataOf({ providerCode: text, requestId: text }) as object;
    expect(Object.keys(data)).toEqual(['errorDescription', 'reason']);
  });

  test.each(['88', '60121', 'invalidParameter.authCode.notFound', 'v1.0', 'a.1.b.2.c'])(
    'has %s for a code',
    (providerCode) => {
      expect(dataOf({ providerCode })).toMatchObject({ providerCode });
    },
  );
});
