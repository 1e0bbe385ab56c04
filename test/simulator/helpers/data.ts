import fc from 'fast-check';

type Data = Record<string, unknown>;

const corpIds = ['ding-a', 'ding-b'];
const text = fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme' });
const plain = fc.constantFrom('a', 'b-2', '小满', "it's", ' ');
const anyText = fc.oneof(plain, fc.constant(''));
const url = fc.constantFrom('http://localhost:3000/cb', 'https://a.example/?x=1', 'HTTP://A.EXAMPLE');
const instant = fc.integer({ min: -1, max: 2e12 });
const json = fc.jsonValue({ maxDepth: 1 });

/** An object with these fields, some of them left out. */
function some(
  required: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
) {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });
}

const common = {
  adminUrl: url,
  name: fc.oneof(text, fc.record({ en: text, 'zh-CN': text })),
  permissions: fc.array(plain, { maxLength: 2 }),
  allowedIps: fc.subarray(['127.0.0.1', '::1']),
  contactScope: some(
    {},
    { departmentIds: fc.array(fc.integer({ min: 1, max: 3 })), userIds: fc.array(plain) },
  ),
  published: fc.boolean(),
};
const credentials = { clientSecret: text, redirectUrls: fc.array(url, { maxLength: 2 }) };
const client = (clientId: string) =>
  fc.oneof(
    some(
      { clientId: fc.constant(clientId), ...credentials },
      { ...common, corpId: fc.constantFrom(...corpIds), thirdParty: fc.constant(false) },
    ),
    some(
      { clientId: fc.constant(clientId), ...credentials, thirdParty: fc.constant(true) },
      { ...common, authorizedCorpIds: fc.subarray(corpIds), suiteTicket: text },
    ),
  );

const person = (unionId: string) =>
  fc.subarray(corpIds).chain((organizations) =>
    some(
      { unionId: fc.constant(unionId), nick: text, organizations: fc.constant(organizations) },
      {
        ...{ openId: text, avatarUrl: text, mobile: text, stateCode: text, email: text },
        administers: fc.subarray(organizations),
      },
    ),
  );

const texts = ['name', 'title', 'jobNumber', 'orgEmail', 'email', 'mobile', 'stateCode', 'telephone'];
const flags = ['external', 'left', 'outOfScope', 'boss', 'senior', 'exclusiveAccount', 'active', 'admin'];
const role = fc.record({ id: fc.integer({ min: 1, max: 9 }), name: text, groupName: text });

const member = (departments: number[]) => (id: string) =>
  fc.subarray([1, ...departments], { minLength: 1 }).chain((departmentIds) =>
    some(
      {
        unionId: fc.constant(id),
        userId: fc.constant(`user-${id}`),
        departmentIds: fc.constant(departmentIds),
      },
      {
        ...Object.fromEntries([...texts, 'workPlace', 'manager'].map((name) => [name, anyText])),
        ...Object.fromEntries(flags.map((name) => [name, fc.boolean()])),
        departmentOrders: fc.array(
          fc.record({ id: fc.constantFrom(...departmentIds), order: fc.integer() }),
          { maxLength: 2 },
        ),
        leads: fc.subarray(departmentIds),
        roles: fc.array(role, { maxLength: 2 }),
        hiredDate: instant,
        extension: fc.dictionary(plain, json, { maxKeys: 2 }),
      },
    ),
  );

function several(
  ids: string[],
  minLength: number,
  make: (id: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  return fc.subarray(ids, { minLength }).chain((some) => fc.tuple(...some.map(make)));
}

const organization = (corpId: string) =>
  fc.subarray([2, 3, 40]).chain((ids) =>
    some(
      {
        ...{ corpId: fc.constant(corpId), name: text },
        departments: fc.tuple(
          ...ids.map((id, index) =>
            some(
              { id: fc.constant(id), name: text },
              { parentId: fc.constantFrom(1, ...ids.slice(0, index)) },
            ),
          ),
        ),
      },
      { ssoSecret: text, members: several(['u-1', 'u-9'], 0, member(ids)) },
    ),
  );

const endpoints = ['authorize', 'userAccessToken', 'me', 'corpToken', 'authScopes', 'ssoUserInfo'];
const answer = fc
  .record(
    {
      status: fc.integer({ min: 200, max: 999 }),
      headers: fc.constantFrom({}, { 'X-A': 'b' }),
      body: json,
      delayMs: fc.constantFrom(0, 1.5, 2 ** 31 - 1, 'Infinity'),
      after: fc.record({ bytes: fc.nat(), ending: fc.constantFrom('stall', 'cut') }),
      hangUp: fc.boolean(),
    },
    { requiredKeys: ['status'] },
  )
  .chain((whole) => {
    const { status: _, ...rest } = whole;
    const saysSomething = Object.keys(rest).some((key) => key !== 'hangUp') || rest.hangUp === true;
    return fc.constantFrom<Data>(whole, saysSomething ? rest : whole);
  });
const fault = some(
  { endpoint: fc.constantFrom(...endpoints), answer },
  { times: fc.constantFrom(1, 7, 'Infinity') },
);

/** A file of the simulator that has nothing wrong with it. */
export const goodData: fc.Arbitrary<Data> = some(
  { organizations: fc.tuple(...corpIds.map(organization)) },
  {
    $schema: fc.constant('./simulator.schema.json'),
    port: fc.integer({ min: 0, max: 65_535 }),
    clients: several(['app-1', 'app-2'], 1, client),
    people: several(['u-1', 'u-2'], 1, person),
    stringly: fc.boolean(),
    faults: fc.array(fault, { maxLength: 2 }),
  },
) as fc.Arbitrary<Data>;

/** What a place may hold instead; some of it is right in some places. */
export const instead: readonly unknown[] = [
  ...[null, '', 'x', '\ud800', 'a\u0001', '#', 'http://a.example/#', 'Infinity', true, false],
  ...[0, 1, 2, -1, 1.5, 2 ** 53, 1e300, 65_536, 199, [], {}, ['x'], [null], [0], { x: 1 }, { id: 1 }],
];
const junk = fc.constantFrom(...instead);
const names = ['x', 'id', 'corpId', 'thirdParty', 'suiteTicket', 'unionID', 'times', 'clock', '__proto_'];

/** The same with one place in it made another: replaced, left out, or with a field more. */
export const spoiltData: fc.Arbitrary<Data> = fc
  .tuple(goodData, fc.nat(), fc.constantFrom('replace', 'leave out', 'add'), junk, fc.constantFrom(...names))
  .map(([data, at, how, value, name]) => {
    const copy = structuredClone(data);
    const places = placesIn(copy, how === 'add');
    const place = places[at % Math.max(1, places.length)];
    if (how === 'add') {
      const target = place ? (place.holder[place.key] as Data) : copy;
      target[name] = value;
    } else if (place && how === 'replace') {
      place.holder[place.key] = value;
    } else if (place) {
      if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
      else delete place.holder[place.key];
    }
    return copy;
  });

interface Place {
  holder: Data;
  key: string;
  /** The way to it, whichever entries of lists it goes through: `people[].nick`. */
  way: string;
}

/** Everything that is within something, however deep; or only what is an object itself. */
export function placesIn(holder: Data, objectsOnly = false, way = ''): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const isHolder = typeof value === 'object' && value !== null;
    const isWanted = !objectsOnly || (isHolder && !Array.isArray(value));
    const further = Array.isArray(holder) ? `${way}[]` : `${way}.${key}`;
    return [
      ...(isWanted ? [{ holder, key, way: further }] : []),
      ...(isHolder ? placesIn(value as Data, objectsOnly, further) : []),
    ];
  });
}
