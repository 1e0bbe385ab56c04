import { measureAway, measureUnannounced } from './away.js';
import { writeChart } from './chart.js';
import { measureConnectors } from './connector.js';
import { roundTripMs } from './dingtalk.js';
import { measureImports } from './import-time.js';
import { measureCpu, measureRoundTrips, measureSignIn } from './sign-in.js';
import { table } from './table.js';

const ours = 'passport-dingtalk-oauth2';
const contenders = new Map([
  ['floor', 'floor: two requests'],
  ['this-strategy', ours],
  ['node-passport-dingtalk', 'node-passport-dingtalk'],
  ['logto-connector', '@logto/connector-dingtalk-web'],
]);
const packages = ['passport-oauth2', ours, 'node-passport-dingtalk', '@logto/connector-dingtalk-web'];

const awayContenders = new Map([
  ['floor', 'floor: two requests'],
  ['this-strategy', ours],
  ['today', `${ours} on Node's global agent`],
  ['staff-record-floor', 'floor: four requests'],
  ['staff-record', `${ours}, staff record`],
  ['staff-record-today', `${ours} on Node's global agent, staff record`],
]);
const unannouncedContenders = new Map([
  ['in-app-floor', 'floor: app token and person'],
  ['in-app', `${ours}, in-app`],
]);

const staffContenders = new Map([
  ['staff-record-floor', 'floor: four requests'],
  ['staff-record', `${ours}, app token kept`],
  ['staff-record-without-app-token', `${ours}, app token to be fetched`],
]);
const staffReaches = [
  ['staff-record', 'at most 4.2 round trips with a staff record', 4.2],
  ['staff-record-without-app-token', 'at most 5.2 with the app token to be fetched', 5.2],
] as const;

const fixed = (digits: number) => (value: number) => value.toFixed(digits);
const [whole, tenths, hundredths] = [fixed(0), fixed(1), fixed(2)];

console.log(`Node ${process.version}. Takes a few minutes; see bench/README.md for how to read it.\n`);

const signIn = await measureSignIn([...contenders.keys()]);
console.log(
  table(
    [
      'one callback',
      ...['CPU µs', '× floor', 'connections', 'requests'],
      ...[`round trips of ${roundTripMs} ms: warm`, 'cold'],
    ],
    [...signIn].map(([name, cost]) => [
      contenders.get(name) ?? name,
      whole(cost.cpuMicroseconds),
      hundredths(cost.cpuRatio),
      hundredths(cost.connections),
      hundredths(cost.requests),
      hundredths(cost.warmRoundTrips),
      hundredths(cost.coldRoundTrips),
    ]),
  ),
);

const unwatched = await measureCpu(['without-diagnostics', 'with-diagnostics']);
console.log(
  `\n${table(['diagnostics that nobody listens to', '× CPU without them'], [[ours, hundredths(unwatched)]])}`,
);

writeChart(new Map([...signIn].map(([name, cost]) => [contenders.get(name) ?? name, cost])), ours);

const staff = await measureRoundTrips([...staffContenders.keys()]);
console.log(
  `\n${table(
    ['one callback with a staff record', 'round trips warm'],
    [...staff].map(([name, roundTrips]) => [staffContenders.get(name) ?? name, hundredths(roundTrips)]),
  )}`,
);

const away = await measureAway([...awayContenders.keys()]);
console.log(
  `\n${table(
    ['round trips once the person is back', 'first, after 3 s', 'after 30 s idle and 20 s away', 'warm'],
    [...away].map(([name, { first, idle, warm }]) => [
      awayContenders.get(name) ?? name,
      ...[first, idle, warm].map(hundredths),
    ]),
  )}`,
);

const unannounced = await measureUnannounced([...unannouncedContenders.keys()]);
console.log(
  `\n${table(
    ['first sign-in, without a redirect before', 'round trips'],
    [...unannounced].map(([name, roundTrips]) => [
      unannouncedContenders.get(name) ?? name,
      hundredths(roundTrips),
    ]),
  )}`,
);

const imports = await measureImports(packages);
console.log(
  `\n${table(
    ['import', 'ms', '× passport-oauth2'],
    [...imports].map(([name, { ms, ratio }]) => [name, tenths(ms), hundredths(ratio)]),
  )}`,
);

const connectors = await measureConnectors();
console.log(
  `\n${table(
    ['connector for Logto', 'files', 'kB', 'import ms'],
    connectors.map(({ connector, files, bytes, importMs }) => [
      connector,
      whole(files),
      tenths(bytes / 1000),
      tenths(importMs),
    ]),
  )}`,
);

const cost = signIn.get('this-strategy');
const importRatio = imports.get(ours)?.ratio;
if (!cost || importRatio === undefined) throw new Error('the strategy was not measured');
const awayReaches = [
  ['this-strategy', '', 2.4],
  ['staff-record', ', with a staff record', 4.4],
] as const;
const inAppRatio = (unannounced.get('in-app') ?? NaN) / (unannounced.get('in-app-floor') ?? NaN);
const reaches: [string, number, boolean][] = [
  ['CPU, at most 1.25 × floor', cost.cpuRatio, cost.cpuRatio <= 1.25],
  ['no new connection once warm', cost.connections, cost.connections === 0],
  ['exactly two requests', cost.requests, cost.requests === 2],
  ['at most 2.2 round trips warm', cost.warmRoundTrips, cost.warmRoundTrips <= 2.2],
  ...staffReaches.map(([name, reach, most]): [string, number, boolean] => {
    const value = staff.get(name) ?? NaN;
    return [reach, value, value <= most];
  }),
  ...awayReaches.map(([name, what, most]): [string, number, boolean] => {
    const { first = NaN, idle = NaN } = away.get(name) ?? {};
    const value = Math.max(first, idle);
    return [`at most ${most} round trips once the person is back${what}`, value, value <= most];
  }),
  ['in-app, at most 1.1 × floor', inAppRatio, inAppRatio <= 1.1],
  ['import, at most 1.35 × passport-oauth2', importRatio, importRatio <= 1.35],
];
console.log(
  `\n${table(
    [`reach of ${ours}`, 'measured', 'reached'],
    reaches.map(([reach, value, isReached]) => [reach, hundredths(value), isReached ? 'yes' : 'no']),
  )}`,
);
