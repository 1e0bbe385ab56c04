import { describe, expect } from 'vitest';
import type { Simulator } from '../../../lib/simulator/index.js';
import { ask, it, LIN_AT_TEA, SUITE, startDirectory, suiteToken } from '../helpers/directory.js';
import { APP, BOOKS, CORPID, codeFor, LIN, REDIRECT, TEA, YUN } from '../helpers/start.js';

const unionid = LIN.unionId;

async function lookUp(simulator: Simulator, of: string) {
  const { errcode, result } = await ask(simulator, 'getbyunionid', { unionid: of });
  return result ?? errcode;
}

describe('a person who leaves', () => {
  it('is unknown to the directory from then on, by either id', async ({ simulator }) => {
    expect(await lookUp(simulator, unionid)).toEqual({ contact_type: 0, userid: 'tea-lin' });
    simulator.leave(unionid);
    expect(await lookUp(simulator, unionid)).toBe(60121);
    expect(await ask(simulator, 'userGet', { userid: 'tea-lin' })).toMatchObject({ errcode: 60121 });
    // More often does no harm.
    simulator.leave(unionid);
    expect(await lookUp(simulator, unionid)).toBe(60121);
  });

  it('opens none of the organization\u2019s apps, not even with a code from before', async () => {
    const simulator = await startDirectory();
    const code = simulator.inAppCode({ clientId: APP.clientId, unionId: unionid });
    simulator.leave(unionid);
    expect(() => simulator.inAppCode({ clientId: APP.clientId, unionId: unionid })).toThrow('unionId');
    expect(await ask(simulator, 'getuserinfo', { code })).toMatchObject({ errcode: 40078 });
  });

  it('is offered the organization no more at DingTalk, and signs in without it', async ({ simulator }) => {
    const asked = { clientId: APP.clientId, redirectUri: REDIRECT, ...CORPID };
    const choose = (corpId: string) => simulator.authorize({ ...asked, unionId: unionid, corpId });
    choose(TEA.corpId);
    simulator.leave(unionid, TEA.corpId);
    expect(() => choose(TEA.corpId)).toThrow(TypeError);
    choose(BOOKS.corpId);
    expect(codeFor(simulator)).toMatch(/^\w+$/);
  });

  it('leaves the one organization that is named, or all', async () => {
    const simulator = await startDirectory({
      clients: [APP, { ...SUITE, authorizedCorpIds: [TEA.corpId, BOOKS.corpId] }],
    });
    const inBooks = async () => {
      const token = await suiteToken(simulator, BOOKS.corpId);
      return (await ask(simulator, 'getbyunionid', { unionid }, token)).errcode;
    };
    simulator.leave(unionid, TEA.corpId);
    expect([await lookUp(simulator, unionid), await inBooks()]).toEqual([60121, 0]);
    simulator.leave(unionid);
    expect(await inBooks()).toBe(60121);
  });

  it.for<[string, string, string | undefined, string]>([
    ['of whom nobody has heard', 'union-nobody', undefined, 'unionId'],
    ['of no organization', YUN.unionId, undefined, 'unionId'],
    ['of another organization', 'union-boss', BOOKS.corpId, 'unionId'],
    ['of an organization that is not there', LIN.unionId, 'ding-none', 'corpId'],
  ])('%s is an error', async ([, unionId, corpId, name], { simulator }) => {
    expect(() => simulator.leave(unionId, corpId)).toThrow(name);
  });
});

describe('a person who joins', () => {
  it('who was there before comes back as who they were', async ({ simulator }) => {
    simulator.leave(unionid);
    simulator.join(unionid);
    expect(await lookUp(simulator, unionid)).toEqual({ contact_type: 0, userid: 'tea-lin' });
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-lin' });
    expect(result).toMatchObject({ name: LIN_AT_TEA.name, title: LIN_AT_TEA.title, admin: true });
    const url = simulator.adminUrl.bind(simulator, { clientId: APP.clientId, unionId: unionid });
    // No admin page was set up, which is all that is missing.
    expect(url).toThrow('adminUrl');
  });

  it('is a plain member of the first organization, whom the consent page offers it', async () => {
    const simulator = await startDirectory();
    expect(await lookUp(simulator, YUN.unionId)).toBe(60121);
    simulator.join(YUN.unionId);
    expect(await lookUp(simulator, YUN.unionId)).toEqual({
      contact_type: 0,
      userid: expect.stringMatching(/^\d{18}$/),
    });
    const asked = { clientId: APP.clientId, redirectUri: REDIRECT, ...CORPID };
    simulator.authorize({ ...asked, unionId: YUN.unionId, corpId: TEA.corpId });
  });

  it('is there with the details that are given, under a new userid if one is among them', async () => {
    const simulator = await startDirectory();
    simulator.leave(unionid);
    simulator.join(unionid, { corpId: TEA.corpId, userId: 'tea-lin-2', title: '顾问' });
    expect(await lookUp(simulator, unionid)).toEqual({ contact_type: 0, userid: 'tea-lin-2' });
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-lin-2' });
    expect(result).toMatchObject({ title: '顾问', name: LIN.nick });
    expect(await ask(simulator, 'userGet', { userid: 'tea-lin' })).toMatchObject({ errcode: 33012 });
  });

  it('may be an external contact, who belongs to the organization no more than before', async () => {
    const simulator = await startDirectory();
    simulator.join(YUN.unionId, { external: true });
    expect(await lookUp(simulator, YUN.unionId)).toMatchObject({ contact_type: 1 });
    expect(() => simulator.inAppCode({ clientId: APP.clientId, unionId: YUN.unionId })).toThrow('unionId');
  });

  it.for<[string, object, string]>([
    ['an organization that is not there', { corpId: 'ding-none' }, 'corpId: '],
    ['a userid that somebody has', { userId: 'tea-boss' }, 'userId: '],
    ['a detail that there is not', { position: 'x' }, 'position: not a known field'],
  ])('with %s is an error', async ([, membership, name], { simulator }) => {
    expect(() => simulator.join(YUN.unionId, membership)).toThrow(name);
  });
});
