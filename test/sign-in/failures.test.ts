import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SignInRefusal } from '../../lib/organization/sign-in-refusal.js';
import {
  failureBehind,
  failureOf,
  failureText,
  isFailureCode,
  signInFailure,
} from '../../lib/sign-in/failures.js';

describe('a failure', () => {
  it('is known by having been made here, not by its looks', () => {
    const { info } = signInFailure('not-a-member');
    expect(failureBehind(info)).toBe('not-a-member');
    expect(failureBehind({ ...info })).toBeUndefined();
  });

  it('is told otherwise to a person only after a reload', () => {
    const [plain, expired, used] = [undefined, 'expired', 'used'].map((reason) =>
      failureText('state-invalid', reason, 'en'),
    );
    expect(expired).toBe(plain);
    expect(used).not.toBe(plain);
  });

  it('has a code of ours', () => {
    for (const other of ['DINGTALK_PERMISSION', 'toString', '', 5, undefined, ['not-a-member']]) {
      expect(isFailureCode(other)).toBe(false);
    }
  });
});

describe('an error', () => {
  it('is about the person if it is a refusal, or a code that is none', () => {
    expect(failureOf(new SignInRefusal('not-a-member'))).toBe('not-a-member');
    const details = { operation: 'signing in' };
    expect(failureOf(new DingTalkError('DINGTALK_CODE_REJECTED', details))).toBe('code-rejected');
    expect(failureOf(new DingTalkError('DINGTALK_PERMISSION', details))).toBeUndefined();
    for (const other of [new Error('DINGTALK_CODE_REJECTED'), 'code-rejected', null, undefined]) {
      expect(failureOf(other)).toBeUndefined();
    }
    expect(failureOf({ code: 'DINGTALK_CODE_REJECTED' })).toBeUndefined();
  });
});
