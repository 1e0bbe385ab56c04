import { describe, expect, it } from 'vitest';
import { type DingTalkMembersOptions, readMembersOptions } from '../../lib/organization/options.js';

const app = { clientID: 'dingmembers', clientSecret: 'secret-never-shown' };

function read(options: object) {
  return readMembersOptions({ ...app, ...options } as DingTalkMembersOptions);
}

describe('the options of members', () => {
  it('are complete with the credentials alone', () => {
    const settings = read({});
    expect(settings).toMatchObject({ recheckMs: 15 * 60_000, graceMs: 4 * 60 * 60_000 });
    expect([settings.corpId, settings.store, settings.onLeave]).toEqual([undefined, undefined, undefined]);
  });

  it('are taken as they are given', () => {
    const appToken = () => 'token';
    const onLeave = () => {};
    const [store, appTokenStore] = [new Map(), new Map()];
    const settings = read({
      ...{ corpId: 'dinghome', recheckMs: 5000, graceMs: 10_000, store, onLeave },
      ...{ appToken, appTokenStore },
      ...{ region: 'intl', origins: {}, timeoutMs: 1000, agent: undefined, customHeaders: {} },
    });
    expect(settings).toMatchObject({ corpId: 'dinghome', recheckMs: 5000, graceMs: 10_000 });
    expect(settings.store).toBe(store);
    expect(settings.onLeave).toBe(onLeave);
    expect(settings.directory).toMatchObject({ appToken });
    expect(settings.directory.appTokenStore).toBe(appTokenStore);
    const suiteTicket = () => 'ticket';
    expect(read({ suiteTicket }).directory).toMatchObject({ suiteTicket });
  });

  it('cannot be changed once they are read', () => {
    expect(Object.isFrozen(read({}))).toBe(true);
  });

  it.each([
    ['recheckMs', 1000],
    ['graceMs', 0],
  ])('take %s of %i, the least', (name, value) => {
    expect(read({ [name]: value })).toMatchObject({ [name]: value });
  });
});
