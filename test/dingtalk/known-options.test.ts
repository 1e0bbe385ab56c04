import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkAdminStrategy, DingTalkInAppStrategy, DingTalkStrategy } from '../../lib/index.js';
import { hasHeavyPackages } from '../helpers/heavy.js';

const app = { clientID: 'dingclient', clientSecret: 'very-secret-secret' };
const verify = () => {};
const secret = 'misplaced-secret';

// What Logto's part imports may not be installed.
const logto = hasHeavyPackages ? await import('../../lib/logto-bridge.js') : undefined;

/** Everything that takes options, given some besides those that it needs. */
const takers: Record<string, (options: object) => unknown> = {
  DingTalkStrategy: (options) => new DingTalkStrategy({ ...app, callbackURL: '/cb', ...options }, verify),
  DingTalkInAppStrategy: (options) => new DingTalkInAppStrategy({ ...app, ...options }, verify),
  DingTalkAdminStrategy: (options) =>
    new DingTalkAdminStrategy({ corpId: 'dingcorp', ssoSecret: 'very-secret', ...options }, verify),
  DingTalkClient: (options) => new DingTalkClient({ ...app, ...options }),
  ...(logto && { createDingTalkConnector: (options: object) => logto.createDingTalkConnector(options) }),
  origins: (origins) => new DingTalkClient({ ...app, origins }),
  staff: (staff) => new DingTalkStrategy({ ...app, callbackURL: '/cb', staff }, verify),
};

function refusal(give: () => unknown): { name: string; code: string; message: string } {
  try {
    give();
  } catch (error) {
    expect(inspect(error)).not.toContain(secret);
    return error as ReturnType<typeof refusal>;
  }
  return expect.unreachable();
}

const strategies = ['DingTalkStrategy', 'DingTalkInAppStrategy'];

/** One of each kind for each taker: option-names.test.ts has all that a name may be taken for. */
const misspelt = (
  [
    [[...strategies, 'DingTalkAdminStrategy', 'DingTalkClient'], 'timeout_ms', 'timeoutMs'],
    [[...strategies, 'DingTalkClient'], 'clientId', 'clientID'],
    [[...strategies, 'DingTalkClient'], 'appSecret', 'clientSecret'],
    [strategies, 'memberShip', 'membership'],
    [strategies, 'allowedCorpIDs', 'allowedCorpIds'],
    [strategies, 'corpIds', 'corpId'],
    [['DingTalkStrategy'], 'redirect_uri', 'callbackURL'],
    [['DingTalkStrategy'], 'org_type', 'orgType'],
    [['DingTalkAdminStrategy'], 'SSOSecret', 'ssoSecret'],
    [['DingTalkInAppStrategy'], 'allowedOrigin', 'allowedOrigins'],
    [logto ? ['createDingTalkConnector'] : [], 'Agent', 'agent'],
    [['origins'], 'API', 'origins.api'],
    [['staff'], 'department', 'staff.departments'],
    [['staff'], 'lang', ''],
  ] as const
).flatMap(([names, written, meant]) => names.map((taker) => [taker, written, meant] as const));

describe('an option that nobody knows', () => {
  it.each(misspelt)('is refused by %s: %s, for %s', (taker, written, meant) => {
    const prefix = taker === 'origins' || taker === 'staff' ? `${taker}.` : '';
    const { name, code, message } = refusal(() => takers[taker]?.({ [written]: secret }));
    expect({ name, code }).toEqual({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(message).toContain(`DingTalk option \`${prefix}${written}\` is unknown`);
    if (meant) expect(message).toMatch(new RegExp(` Did you mean \`${meant.replace('.', '\\.')}\`\\?$`));
    else expect(message).not.toContain('Did you mean');
  });

  it.each(Object.keys(takers))(
    'is refused by %s without a guess when nothing is near, and undefined too',
    (taker) => {
      for (const value of [secret, undefined]) {
        const { message } = refusal(() => takers[taker]?.({ whatever: value }));
        expect(message).toMatch(/whatever` is unknown[^`]*$/);
      }
    },
  );

  it('is refused before what is missing on its account', () => {
    const { message } = refusal(() => new DingTalkClient({ clientId: 'a', appSecret: 'b' } as never));
    expect(message).toContain('Did you mean `clientID`?');
  });

  it.skipIf(!logto)("of Logto's region says why", () => {
    expect(refusal(() => takers.createDingTalkConnector?.({ region: 'cn' })).message).toContain('in Logto');
  });

  const langauge = { langauge: 'en_US' } as object;
  it.each([
    ['member', (client: DingTalkClient) => client.member('token', 'id', langauge)],
    ['department', (client: DingTalkClient) => client.department('token', 1, langauge)],
  ])('is refused by the client’s %s', async (_method, call) => {
    await expect(call(new DingTalkClient(app))).rejects.toThrow(
      '`langauge` is unknown, and would have no effect. Did you mean `language`?',
    );
  });

  it('may be inherited, or behind a symbol, as nobody wrote it there', () => {
    const options = Object.assign(Object.create({ whatever: 1 }), app, { [Symbol('x')]: 1 });
    expect(() => new DingTalkClient(options)).not.toThrow();
  });

  it('never passes, however it is written', () => {
    const known = ['region', 'origins', 'tokenURL', 'userProfileURL', 'timeoutMs', 'agent', 'customHeaders'];
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(![...known, 'clientID', 'clientSecret', '__proto__'].includes(name));
        const given = Object.defineProperty({ ...app }, name, { value: secret, enumerable: true });
        expect(refusal(() => new DingTalkClient(given)).message).toContain(`\`${name}\``);
      }),
    );
  });
});
