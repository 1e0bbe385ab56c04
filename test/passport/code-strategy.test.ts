import type { AuthenticateOptions } from 'passport';
import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SignInRefusal } from '../../lib/organization/refusal.js';
import { CodeStrategy } from '../../lib/passport/code-strategy.js';
import type { Request } from '../../lib/passport/request.js';

interface Profile {
  id: string;
}

/** A sign-in method as small as one can be: the code is the path of the request. */
class Method extends CodeStrategy<Profile> {
  override name = 'method';
  readonly _via = 'admin' as const;
  readonly _decisive = { membership: true } as const;
  readonly read: string[] = [];
  answer: (code: string) => Promise<Profile> = async (id) => ({ id });

  override _receive(req: Request): void {
    const code = req.url ?? '';
    this._signIn(req, code, () => {
      this.read.push(code);
      return this.answer(code);
    });
  }
}

type Verify = ConstructorParameters<typeof Method>[0];

const accept: Verify = (profile: Profile, done: (error: null, user: object) => void) => done(null, profile);
const request = (url: string) => ({ url, method: 'GET', headers: {} }) as Request;

/** What Passport is told about one request, which has an object of its own as Passport makes it. */
function open(method: Method, req: Request, options?: object): Promise<unknown[]> {
  return new Promise((resolve) => {
    const own: Method = Object.create(method);
    own.success = (user, info) => resolve(['success', user, info]);
    own.fail = (info, status) => resolve(['fail', status, (info as { code: string }).code]);
    own.error = (error) => resolve(['error', error]);
    own.authenticate(req, options as AuthenticateOptions);
  });
}

describe('a sign-in method to which DingTalk brings a code', () => {
  it('lets in whom verify accepts', async () => {
    const method = new Method(accept, false);
    expect(await open(method, request('/1'))).toEqual(['success', { id: '/1' }, {}]);
    expect(method.read).toEqual(['/1']);
  });

  it('tries each code once, whichever request brings it', async () => {
    const method = new Method(accept, false);
    const outcomes = await Promise.all([1, 2].map(() => open(method, request('/1'))));
    expect(outcomes).toEqual([
      ['success', { id: '/1' }, {}],
      ['fail', 401, 'code-rejected'],
    ]);
    expect(await open(method, request('/1'))).toEqual(['fail', 401, 'code-rejected']);
    expect(await open(method, request('/2'))).toEqual(['success', { id: '/2' }, {}]);
    expect(method.read).toEqual(['/1', '/2']);
    expect((await open(new Method(accept, false), request('/1')))[0]).toBe('success');
  });

  it.each([
    ['HEAD', {}, ['fail', 405, 'method-not-allowed']],
    ['GET', { 'sec-purpose': 'prefetch' }, ['error', expect.objectContaining({ status: 503 })]],
  ] as const)('spends no code where a request only looks: %s %j', async (look, headers, outcome) => {
    const method = new Method(accept, false);
    expect(await open(method, { ...request('/1'), method: look, headers } as Request)).toEqual(outcome);
    expect(method.read).toEqual([]);
    expect(await open(method, request('/1'))).toEqual(['success', { id: '/1' }, {}]);
  });

  it.each([false, true])('gives verify the request if it asks for it: %s', async (passReqToCallback) => {
    const seen: unknown[][] = [];
    const verify = (...args: unknown[]) => {
      seen.push(args.slice(0, -1));
      (args.at(-1) as (error: null, user: boolean) => void)(null, false);
    };
    const req = request('/1');
    expect(await open(new Method(verify, passReqToCallback), req)).toEqual(['fail', 403, 'not-accepted']);
    expect(seen).toEqual([passReqToCallback ? [req, { id: '/1' }] : [{ id: '/1' }]]);
  });

  it('takes only a verify of its shape', () => {
    const four = (_a: unknown, _b: unknown, _c: unknown, _d: unknown) => {};
    expect(() => new Method(four as never, false)).toThrow('must take (profile, done), as');
    expect(() => new Method(accept, true)).toThrow('must take (req, profile, done), as');
  });

  it('leaves its request alone when the route says who may come in', async () => {
    const method = new Method(accept, false);
    for (const options of [{ membership: 'required' }, { memberships: 'required' }, null]) {
      expect(await open(method, request('/1'), options as object)).toEqual([
        'error',
        expect.objectContaining({ name: 'TypeError', code: expect.stringMatching(/^ERR_INVALID_ARG_/) }),
      ]);
    }
    expect(method.read).toEqual([]);
    const others = { session: false, audience: 'x' };
    expect((await open(method, request('/1'), others))[0]).toBe('success');
  });

  it('tells what a person can mend from what an administrator has to', async () => {
    const method = new Method(() => expect.unreachable(), false);
    const fails = (code: string, error: Error) => {
      method.answer = () => Promise.reject(error);
      return open(method, request(code));
    };
    const spent = new DingTalkError('DINGTALK_CODE_REJECTED', { operation: 'exchanging the code' });
    expect(await fails('/1', spent)).toEqual(['fail', 401, 'code-rejected']);
    const stranger = new SignInRefusal('organization-not-allowed');
    expect(await fails('/2', stranger)).toEqual(['fail', 403, 'organization-not-allowed']);
    const down = new DingTalkError('DINGTALK_UNAVAILABLE', { operation: 'exchanging the code' });
    expect(await fails('/3', down)).toEqual(['error', down]);
  });
});
