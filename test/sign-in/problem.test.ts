import fc from 'fast-check';
import { Passport, type Strategy } from 'passport';
import { describe, expect, it, test } from 'vitest';
import {
  DingTalkError,
  type DingTalkErrorCode,
  type DingTalkFailureCode,
  type DingTalkProblem,
  describeProblem,
} from '../../lib/index.js';
import { SignInRefusal } from '../../lib/organization/sign-in-refusal.js';
import { signInFailure } from '../../lib/sign-in/failures.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';
import { everythingOf, visible } from '../helpers/leaks.js';
import { startSignInApp } from '../helpers/sign-in-app.js';

const codes = Object.keys(personTexts.en);
const errorCodes = codes.filter((code) => code.startsWith('DINGTALK_')) as DingTalkErrorCode[];
const failureCodes = codes.filter(
  (code) => !code.startsWith('DINGTALK_') && code !== 'internal' && code !== 'sign-in-failed',
) as DingTalkFailureCode[];
const internal = { status: 500, code: 'internal', message: personTexts.en.internal, tryAgain: true };

describe('every failure and every error', () => {
  it.each(failureCodes)('%s has its status, and a text in both languages', (code) => {
    const { info, status } = signInFailure(code);
    const inEnglish = describeProblem(info);
    expect(inEnglish).toEqual({ status, code, message: info.message, tryAgain: expect.any(Boolean) });
    const inChinese = describeProblem(info, { language: 'zh' });
    expect(inChinese).toEqual({ ...inEnglish, message: expect.stringMatching(/\p{Script=Han}/u) });
  });

  it.each(errorCodes)('%s has its status, and one text for each reader', (code) => {
    const error = new DingTalkError(code, { providerMessage: 'ip 203.0.113.7', requestId: 'REQ-1' });
    const inEnglish = describeProblem(error);
    expect(inEnglish).toMatchObject({ status: error.status, code, adminMessage: error.message });
    expect(inEnglish.message).not.toMatch(/REQ-1|203\.0|developer console|\p{Script=Han}/u);
    const inChinese = describeProblem(error, { language: 'zh' });
    expect(inChinese).toEqual({ ...inEnglish, message: expect.stringMatching(/\p{Script=Han}/u) });
  });

  test('tell whether to offer another sign-in', () => {
    const hopeless = codes.filter((code) => {
      const problem = code.startsWith('DINGTALK_') ? new DingTalkError(code as DingTalkErrorCode) : { code };
      return !describeProblem(problem).tryAgain;
    });
    expect(hopeless.sort()).toEqual([
      'DINGTALK_CONTACT_SCOPE',
      'DINGTALK_CREDENTIALS',
      'DINGTALK_IP_NOT_ALLOWED',
      'DINGTALK_NOT_FOUND',
      'DINGTALK_PERMISSION',
      'DINGTALK_REFUSED',
      'code-missing',
      'not-a-member',
      'not-accepted',
      'not-an-administrator',
    ]);
  });

  test('offer none to whom they send to the administrator', () => {
    const sent = errorCodes.filter((code) => personTexts.en[code].includes('contact the administrator'));
    expect(sent.length).toBeGreaterThan(0);
    for (const code of sent) {
      expect(describeProblem(new DingTalkError(code as DingTalkErrorCode))).toMatchObject({
        tryAgain: false,
      });
    }
  });
});

describe('what is described', () => {
  it('may be the error of another copy of the package', () => {
    const { message, name, code, status } = new DingTalkError('DINGTALK_TIMEOUT');
    const other = Object.assign(new Error(message), { name, code, status });
    expect(describeProblem(other)).toEqual(describeProblem(new DingTalkError('DINGTALK_TIMEOUT')));
  });

  it('may be a refusal of the core', () => {
    expect(describeProblem(new SignInRefusal('not-a-member'))).toMatchObject({
      ...{ status: 403, code: 'not-a-member', message: personTexts.en['not-a-member'] },
    });
  });

  it('may be a failure that went through JSON, which is told by its code alone', () => {
    const failure = { code: 'state-invalid', message: 'the password is hunter2' };
    expect(describeProblem(failure)).toEqual(describeProblem(signInFailure('state-invalid').info));
  });

  it('may be a state that was used, which is told of as a reload', () => {
    const { info } = signInFailure('state-invalid', { reason: 'used' });
    expect(describeProblem(info).message).toBe(personTexts.en['state-used']);
    expect(describeProblem(info, { language: 'zh' }).message).toBe(personTexts.zh['state-used']);
  });

  const failure = signInFailure('state-invalid').info;
  it.each<[host: string, left: unknown]>([
    ['Passport with several strategies', [undefined, 'Basic realm="Users"', { message: 'No user' }, failure]],
    ['LoopBack', Object.defineProperty(new Error(), 'message', { value: failure })],
  ])('may be what is within what a host makes of it: %s', (_host, left) => {
    expect(describeProblem(left, { language: 'zh' })).toEqual(describeProblem(failure, { language: 'zh' }));
  });

  it.each([400, 401, 403])('may be Passport’s error for a failure with status %i', async (status) => {
    const passport = new Passport();
    const failing = { name: 'failing', authenticate() {}, fail: (_info: object, _status: number) => {} };
    failing.authenticate = function (this: typeof failing) {
      this.fail(failure, status);
    };
    passport.use(failing as unknown as Strategy);
    const res = { setHeader() {} } as never;
    const error = await new Promise((resolve) => {
      passport.authenticate('failing', { failWithError: true })({} as never, res, resolve);
    });
    const message = personTexts.en['sign-in-failed'];
    expect(describeProblem(error)).toEqual({ status, code: 'sign-in-failed', message, tryAgain: true });
  });

  const plain = { message: personTexts.zh['not-accepted'], code: 'not-accepted' };
  it.each([
    ['a text', 'Your account is locked.', { message: 'Your account is locked.', code: 'not-accepted' }],
    ['a code and a text', { code: 'locked', message: 'Locked.' }, { message: 'Locked.', code: 'locked' }],
    ['a code', { code: 'locked' }, { message: personTexts.zh['not-accepted'], code: 'locked' }],
    ['something else', { hint: 7 }, plain],
    ['a reason like ours', { reason: 'used' }, plain],
    ['what is no text', { code: 7, message: ['x'] }, plain],
  ])('may be what verify said: %s', async (_what, said, expected) => {
    const problems: DingTalkProblem[] = [];
    const app = await startSignInApp({ verify: (_a, _r, _p, done) => done(null, false, said as object) });
    app.app.get('/described', (req, res, next) => {
      app.passport.authenticate('dingtalk', (error: unknown, _user: unknown, info: unknown) => {
        problems.push(describeProblem(error ?? info, { language: 'zh' }));
        res.end();
      })(req, res, next);
    });
    const visitor = app.visitor();
    const { search } = await app.agree(visitor);
    await visitor.get(`/described${search}`);
    expect(problems).toEqual([{ status: 403, tryAgain: false, ...expected }]);
  });
});

describe('an error of anybody else', () => {
  it('is told of in general words, whatever it says', () => {
    fc.assert(
      fc.property(visible, fc.string(), (secret, code) => {
        const error = Object.assign(new Error(secret), { code, status: 404, secret });
        const object = { message: secret, code, status: 404, error: secret, name: 'Error' };
        const wrapped = Object.defineProperty(new Error(), 'message', { value: object });
        const cause = new TypeError(secret, { cause: error });
        for (const problem of [error, object, secret, [object], [secret, error], [], wrapped, cause]) {
          expect(everythingOf(describeProblem(problem))).not.toContain(secret);
          expect(describeProblem(problem)).toEqual(internal);
        }
      }),
    );
  });

  it.each([399, 400.5, 500, '404', undefined])('may be like Passport’s, with the status %j', (status) => {
    const error = Object.assign(new Error(), { name: 'AuthenticationError', status });
    expect(describeProblem(error)).toEqual(internal);
  });

  it.each([undefined, null, 0, '', false, Symbol('s'), () => {}])('may be no error at all: %s', (value) => {
    expect(describeProblem(value)).toEqual(internal);
  });
});

describe('the language', () => {
  it.each([
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['zh-Hant-TW', 'zh'],
    ['ZH_cn', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['fr;q=1, zh;q=0.5, en;q=0.4', 'zh'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['zh;q=x, *', 'en'],
    ['zh;q=2', 'en'],
    ['zh;v=b3;q=0.4, en;q=0.3', 'zh'],
    ['zh;q=0.5, en;q=0.5', 'zh'],
    ['zho', 'en'],
    ['', 'en'],
    ['fr', 'en'],
    [undefined, 'en'],
  ] as const)('of %j is %s', (language, expected) => {
    expect(describeProblem(undefined, { language }).message).toBe(personTexts[expected].internal);
  });

  it('is English or Chinese whatever a stranger sends', () => {
    fc.assert(
      fc.property(fc.string(), (language) => {
        const { message } = describeProblem(undefined, { language });
        expect([personTexts.en.internal, personTexts.zh.internal]).toContain(message);
      }),
    );
  });

  it.each([
    [{ language: 7 }, 'ERR_INVALID_ARG_VALUE', /`language` must be a string/],
    [{ lang: 'zh' }, 'ERR_INVALID_ARG_VALUE', /`lang` is unknown/],
    ['zh', 'ERR_INVALID_ARG_VALUE', /`options` must be an object/],
  ])('given as %j is a TypeError', (options, code, message) => {
    const describeIt = () => describeProblem(undefined, options as object);
    expect(describeIt).toThrow(expect.objectContaining({ name: 'TypeError', code }));
    expect(describeIt).toThrow(message);
  });
});
