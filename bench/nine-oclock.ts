// What people wait and what DingTalk is asked when many come at once, and when DingTalk or Redis fails. Takes some
// minutes: `npx tsx bench/nine-oclock.ts`, after `npm run build`; with words after it, only scenarios that have one of
// them in their names.
import { startRedis } from '../test/helpers/redis.js';
import { type Child, startChild } from './child.js';
import { table } from './table.js';

interface Step {
  /** After the beginning of the scenario. */
  atMs: number;
  kind: 'request' | 'signIn' | 'event';
  unionId?: string;
  confirmedAt?: number;
  event?: object;
}

interface Done {
  kind: Step['kind'];
  unionId?: string;
  atMs: number;
  ms: number;
  /** `in`, `out`, or the code of an error. */
  outcome: string;
}

type Counted = Record<string, { calls: number; refused: number }>;

interface Result {
  done: Done[];
  seconds: number;
  calls: number;
  refused: number;
  note?: string;
  /** What it was to reach besides, and what it came to. */
  targets?: [target: string, value: string, isReached: boolean][];
}

interface Setup {
  processes?: number;
  redis?: boolean;
  /** That of a store that has everybody. */
  confirmedAgoMs?: number;
}

interface Running {
  dingTalk: Child;
  /** Has each process do its share of the steps. */
  perform(steps: Step[]): Promise<Done[]>;
  redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  workers: Child[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const people = 2000;
const union = (index: number) => `union-${index}`;
const results = new Map<string, Result>();
const wanted = process.argv.slice(2);

async function scenario(
  name: string,
  setup: Setup,
  run: (running: Running) => Promise<Partial<Result> & { done: Done[] }>,
) {
  if (wanted.length && !wanted.some((word) => name.includes(word))) return;
  const dingTalk = startChild('limited-dingtalk.mjs');
  const ORIGIN = await dingTalk.hear<string>();
  const redis = setup.redis ? await startRedis() : undefined;
  const env = {
    ...{ ORIGIN },
    ...(redis && { REDIS_URL: redis.url }),
    ...(setup.confirmedAgoMs && { CONFIRMED_AGO_MS: String(setup.confirmedAgoMs) }),
  };
  const workers = Array.from({ length: setup.processes ?? 1 }, () =>
    startChild('members-worker.mjs', [], env),
  );
  for (const worker of workers) await worker.hear();
  const perform = async (steps: Step[]) => {
    const shares = workers.map((_, at) => steps.filter((__, index) => index % workers.length === at));
    const all = await Promise.all(
      workers.map((worker, at) => worker.ask<{ done: Done[] }>(shares[at] ?? [])),
    );
    return all.flatMap(({ done }) => done);
  };
  const began = performance.now();
  const { done, ...rest } = await run({ dingTalk, perform, redis, workers });
  const seconds = (performance.now() - began) / 1000;
  const { calls, refused } = sum(await dingTalk.ask<Counted>({}));
  results.set(name, { done, seconds, calls, refused, ...rest });
  for (const child of [...workers, dingTalk]) await child.stop();
  await redis?.stop();
  report(name);
}

function sum(counted: Counted) {
  const all = Object.values(counted);
  return {
    calls: all.reduce((total, { calls }) => total + calls, 0),
    refused: all.reduce((total, { refused }) => total + refused, 0),
  };
}

/** Every person makes so many requests in that time, at random moments, and so many sign in besides in each second. */
function day(
  count: number,
  overMs: number,
  { each = 2, signIns = 0, confirmedAt = undefined as number | undefined } = {},
): Step[] {
  const steps: Step[] = [];
  for (let index = 0; index < count; index += 1) {
    for (let time = 0; time < each; time += 1) {
      const atMs = ((time + Math.random()) * overMs) / each;
      steps.push({ atMs, kind: 'request', unionId: union(index), ...(confirmedAt && { confirmedAt }) });
    }
  }
  for (let index = 0; index < (signIns * overMs) / 1000; index += 1) {
    steps.push({ atMs: (index * 1000) / signIns, kind: 'signIn', unionId: `union-new-${index}` });
  }
  return shuffle(steps);
}

function shuffle<T>(list: T[]): T[] {
  return list
    .map((value) => ({ value, at: Math.random() }))
    .sort((one, two) => one.at - two.at)
    .map(({ value }) => value);
}

const signIns = (count: number, overMs: number): Step[] =>
  Array.from({ length: count }, (_, index) => ({
    atMs: (index * overMs) / count,
    kind: 'signIn',
    unionId: union(index),
  }));

/** The wait that this share of all do not exceed. */
function quantile(waits: number[], share: number): number {
  return Math.round(waits[Math.max(0, Math.ceil(share * waits.length) - 1)] ?? 0);
}

function row(name: string): string[] {
  const { done, seconds, calls, refused } = results.get(name) as Result;
  const kind = done.some((each) => each.kind === 'request') ? 'request' : 'signIn';
  const waits = waitsOf(done, kind);
  const errors = new Map<string, number>();
  for (const { outcome } of done)
    if (!['in', 'out'].includes(outcome)) errors.set(outcome, (errors.get(outcome) ?? 0) + 1);
  const at = (share: number) => `${quantile(waits, share)}`;
  return [
    name,
    (waits.length / seconds).toFixed(0),
    ...[at(0.5), at(0.99), at(1), String(calls), String(refused)],
    [...errors].map(([code, count]) => `${count} ${code}`).join(', ') || '0',
  ];
}

function waitsOf(done: Done[], kind: Step['kind']): number[] {
  return done.flatMap((each) => (each.kind === kind ? [each.ms] : [])).sort((one, two) => one - two);
}

const head = ['', 'requests/s', 'p50 ms', 'p99 ms', 'max ms', 'calls', 'refused', 'errors'];

/** Sign-ins beside the requests, in a note. */
function besides(done: Done[]) {
  const waits = waitsOf(done, 'signIn');
  const [half, most] = [0.5, 1].map((share) => quantile(waits, share));
  return { done, note: `${waits.length} sign-ins beside: p50 ${half} ms, max ${most} ms` };
}

function report(name: string) {
  console.log(`${table(head, [row(name)])}\n${results.get(name)?.note ?? ''}\n`);
}

await scenario('40 sign-ins in a second', {}, async ({ perform }) => ({
  done: await perform(signIns(40, 1000)),
}));
await scenario('60 sign-ins at once', {}, async ({ perform }) => ({ done: await perform(signIns(60, 0)) }));
for (const processes of [1, 3]) {
  for (const redis of [false, true]) {
    const name = `restart, ${processes} process${processes > 1 ? 'es' : ''}, ${redis ? 'empty' : 'no'} store`;
    await scenario(name, { processes, redis }, async ({ perform }) => ({
      ...besides(await perform(day(people, 30_000, { signIns: 2, confirmedAt: Date.now() - hourMs }))),
    }));
  }
}
await scenario('lunch, store knows all', { confirmedAgoMs: hourMs }, async ({ perform }) => ({
  done: await perform(day(people, 60_000)),
}));

const failures: [string, object][] = [
  ['limited to two calls a second', { perSecond: 2 }],
  ['down', { isDown: true }],
  ['slow, three seconds', { delayMs: 3000 }],
];
for (const [name, how] of failures) {
  await scenario(`DingTalk ${name}`, { confirmedAgoMs: hourMs }, async ({ dingTalk, perform }) => {
    // The app token is there already.
    await perform([{ atMs: 0, kind: 'request', unionId: 'someone' }]);
    await dingTalk.ask(how);
    return { done: await perform(day(people, 30_000)) };
  });
}

await scenario(
  'DingTalk silent for a minute',
  { processes: 3, confirmedAgoMs: hourMs },
  async ({ dingTalk, perform }) => {
    await perform([0, 1, 2].map(() => ({ atMs: 0, kind: 'request', unionId: 'someone' })));
    await dingTalk.ask({ isSilent: true });
    const steps = day(people, 2 * minuteMs, { each: 4 });
    // One whom nobody knows in each second, to see when DingTalk answers again.
    for (let second = 0; second < 120; second += 1)
      steps.push({ atMs: second * 1000, kind: 'request', unionId: `newcomer-${second}` });
    let after: Promise<Counted> | undefined;
    const ending = setTimeout(() => {
      after = dingTalk.ask<Counted>({ isSilent: false });
    }, minuteMs);
    const done = await perform(steps);
    clearTimeout(ending);
    const during = sum((await after) ?? {});
    const isNewcomer = ({ unionId }: Done) => unionId?.startsWith('newcomer-');
    const late = done.filter((each) => isNewcomer(each) && each.atMs > minuteMs);
    const lastError = Math.max(
      0,
      ...late.filter(({ outcome }) => outcome.startsWith('DING')).map(({ atMs, ms }) => atMs + ms),
    );
    const { calls, refused } = sum(await dingTalk.ask<Counted>({}));
    const overMs = Math.max(0, lastError - minuteMs);
    const note = `${during.calls} calls in the minute, and then ${calls} of which ${refused} were refused`;
    const targets: Result['targets'] = [
      [
        'after the outage at most one call in ten is refused',
        `${refused} of ${calls}`,
        refused <= calls / 10,
      ],
      ['after the outage it is over in ten seconds', `${(overMs / 1000).toFixed(1)} s`, overMs <= 10_000],
    ];
    return { done: done.filter((each) => !isNewcomer(each)), calls, refused, note, targets };
  },
);

for (const [name, end] of [
  ['killed', 'stop'],
  ['stopped', 'pause'],
] as const) {
  await scenario(`Redis ${name}`, { processes: 3, redis: true }, async ({ perform, redis, dingTalk }) => {
    const confirmedAt = Date.now() - 10 * minuteMs;
    await perform(day(200, 20_000, { each: 2, confirmedAt }));
    await dingTalk.ask({});
    await redis?.[end]();
    const done = await perform(day(200, 20_000, { each: 10, confirmedAt }));
    return { done };
  });
}

await scenario(
  '500 people leave, by event',
  { processes: 3, redis: true },
  async ({ perform, workers, dingTalk }) => {
    const confirmedAt = Date.now() - minuteMs;
    // All have been asked about, so that their userids are known.
    await perform(day(500, 60_000, { each: 1, confirmedAt }));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await dingTalk.ask({ left: Array.from({ length: 500 }, (_, index) => union(index)) });
    const events = Array.from({ length: 500 }, (_, index): Step => {
      const headers = { eventType: 'user_leave_org', eventCorpId: 'dingbench', eventId: `event-${index}` };
      const data = JSON.stringify({ userId: [`user-union-${index}`] });
      return { atMs: 0, kind: 'event', event: { type: 'EVENT', headers, data } };
    });
    const asked = workers.map((worker, at) => {
      // Each process is asked about some in each second, and about everybody after five.
      const requests = [0, 1, 2, 3, 4].flatMap((second) =>
        Array.from({ length: 50 }, (_, index) => ({
          atMs: second * 1000 + 20 * index,
          index: 10 * index + second,
        })),
      );
      const all = Array.from({ length: 500 }, (_, index) => ({ atMs: 5000 + 4 * index, index }));
      const steps = [...requests, ...all].map(({ atMs, index }): Step => {
        return { atMs, kind: 'request', unionId: union(index), confirmedAt };
      });
      return worker.ask<{ done: Done[] }>([...(at === 0 ? events : []), ...steps]);
    });
    const done = (await Promise.all(asked)).flatMap((each) => each.done);
    const last = Math.max(
      ...done.filter(({ outcome, kind }) => kind === 'request' && outcome === 'in').map(({ atMs }) => atMs),
    );
    const target = 'an event is everywhere in five seconds';
    return { done, targets: [[target, `${(last / 1000).toFixed(1)} s`, last <= 5000]] };
  },
);

console.log(table(head, [...results.keys()].map(row)));

/** Errors of those scenarios in which nothing fails. */
const calm = [...results].filter(([name]) => /sign-ins|restart|lunch/.test(name));
const failed = calm.flatMap(([, { done }]) => done).filter(({ outcome }) => outcome !== 'in').length;
const longest = Math.max(...[...results.values()].flatMap(({ done }) => waitsOf(done, 'request')));
const targets: NonNullable<Result['targets']> = [
  ["no errors at nine o'clock, after a restart and at lunch", String(failed), failed === 0],
  ['nobody known waits over 1.5 s', `${(longest / 1000).toFixed(1)} s`, longest <= 1500],
  ...[...results.values()].flatMap((result) => result.targets ?? []),
];
console.log(
  `\n${table(
    ['target', 'measured', 'reached'],
    targets.map(([target, value, isReached]) => [target, value, isReached ? 'yes' : 'no']),
  )}`,
);
