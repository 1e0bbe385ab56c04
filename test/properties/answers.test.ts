import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTransportOptions } from '../../lib/dingtalk/options.js';
import { SsoClient } from '../../lib/dingtalk/sso-client.js';
import { DingTalkClient, isDingTalkError } from '../../lib/index.js';
import { type Call, calls, type Secrets, secretsArbitrary } from '../helpers/calls.js';
import { echoes, everythingOf, forms } from '../helpers/leaks.js';
import { type Answer, mutations, outOfRange } from '../helpers/mutations.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';
import { type RawServer, startRawServer } from '../helpers/raw-server.js';

let server: RawServer;
/** What the server writes; afterwards it hangs up, so that no answer is waited for in vain. */
let reply: string | Buffer = '';
const agent = new Agent({ keepAlive: false });

beforeAll(async () => {
  server = await startRawServer((socket) => socket.end(reply));
});
afterAll(() => server.close());

/** Fields of an object whose own `toString` and the like are no functions, as JSON can have them. */
const trap = fc.dictionary(
  fc.constantFrom('toString', 'valueOf', 'toJSON', 'then', 'constructor', 'length'),
  fc.jsonValue({ maxDepth: 1 }),
  { minKeys: 1 },
);

/** A documented answer of which something is another. */
const changed = fc.record({
  changes: fc.array(mutations, { minLength: 1, maxLength: 3 }),
  /** Put in the place of one of the fields. */
  odd: fc.option(fc.tuple(fc.nat(), fc.oneof(trap, fc.jsonValue()))),
});

/** Where a gateway may quote what it was sent. */
const quotes = fc.subarray(['message', 'errmsg', 'sub_msg', 'requestid', 'code', 'errcode', 'status']);

const header = fc.tuple(
  fc.constantFrom('Content-Type', 'Keep-Alive', 'Content-Encoding', 'Location', 'Upgrade', 'Connection'),
  fc.oneof(
    fc.constantFrom('application/json', 'text/html', 'gzip', 'timeout=1e9', 'timeout=0', 'upgrade'),
    fc.constantFrom(`timeout=${'9'.repeat(4000)}`, `application/${'+'.repeat(4000)}`),
    fc.string({ maxLength: 30 }),
    fc.string({ unit: fc.integer({ min: 0x80, max: 0xff }).map((byte) => String.fromCharCode(byte)) }),
  ),
);

/** As long as a whole answer may be, or with a number out of range. */
const longHeader = fc.tuple(
  fc.constantFrom('Content-Type', 'Keep-Alive'),
  fc.constantFrom(...outOfRange, 'x'.repeat(2 ** 20)).map((value) => `timeout=${value}`),
);

const head = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 200, 200, 400, 403, 500),
    // Those of which HTTP itself says what follows.
    fc.constantFrom(100, 101, 102, 103, 204, 205, 304),
    fc.integer({ min: 100, max: 999 }),
  ),
  headers: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.array(fc.oneof({ weight: 4, arbitrary: header }, longHeader), { maxLength: 3 }),
    },
    { weight: 1, arbitrary: header.map((each) => Array.from({ length: 3000 }, () => each)) },
  ),
  /** In the place of the body's true length. */
  framing: fc.option(
    fc.constantFrom(
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip, chunked',
      'Transfer-Encoding: identity',
      'Content-Length: 0',
      'Content-Length: 9999',
      'Content-Length: -1',
      'Connection: close',
      'Connection: Upgrade\r\nUpgrade: websocket',
    ),
    { freq: 2 },
  ),
});

interface Head {
  status: number;
  headers: [string, string][];
  framing?: string | null;
}

/** One at a time, so that the connection's end is the only one that there is. */
function bytesOf({ status, headers, framing }: Head, body: Buffer | string): Buffer {
  const lines = headers.map((header) => `${header.join(': ').replace(/[\r\n]/g, ' ')}\r\n`);
  lines.push(`${framing ?? `Content-Length: ${Buffer.byteLength(body)}`}\r\n`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} OK\r\n${lines.join('')}\r\n`, 'latin1'),
    Buffer.from(body as string),
  ]);
}

/** What says "too often" is asked again for as long as there is time, and at a pace that each app learns for itself. */
const mayBeLimit = /429|1111|45009|90\d{3}|qps|qpm|often|freq|fast|limit/i;

/** What comes of a call when DingTalk answers with `bytes`. */
async function check({ make, sent, isPromised }: Call, secrets: Secrets, bytes: Buffer): Promise<boolean> {
  reply = bytes;
  const { secret } = secrets;
  const origins = { api: server.origin, oapi: server.origin };
  const timeoutMs = mayBeLimit.test(bytes.toString('latin1')) ? 1000 : 60_000;
  const transport = { origins, agent, timeoutMs };
  const clients = {
    client: new DingTalkClient({ clientID: `ding${randomUUID()}`, clientSecret: secret, ...transport }),
    sso: new SsoClient({ ...readTransportOptions(transport), corpId: 'dingtea', ssoSecret: secret }),
  };
  let value: object;
  try {
    value = await make(clients, secrets);
  } catch (error) {
    expect(isDingTalkError(error), inspect(error)).toBe(true);
    // The server has hung up: that is to be noticed, and not to be waited out.
    if (timeoutMs > 1000) expect(error).not.toMatchObject({ code: 'DINGTALK_TIMEOUT' });
    const shown = everythingOf(error).toLowerCase();
    for (const each of sent.flatMap((name) => forms(secrets[name]))) {
      expect(shown).not.toContain(each.toLowerCase());
    }
    return false;
  }
  expect(isPromised(value as Record<string, unknown>), inspect(value)).toBe(true);
  const { json, raw, ...texts } = value as Record<string, unknown>;
  expect(textsIn(texts).filter((text) => /\p{Cc}|\p{Cs}/u.test(text))).toEqual([]);
  return true;
}

const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)])
    : [String(value)];

const whichever = fc.constantFrom(...Object.keys(calls));
const callOf = (name: string) => calls[name] as Call;
const toldOf = ({ sent }: Call, secrets: Secrets) => echoes(sent.map((name) => secrets[name]));

describe('a call gives what it promises, or a DingTalkError without a secret,', () => {
  it(
    'whatever changes about the documented answer',
    async () => {
      const seen = { well: 0, badly: 0 };
      const property = fc.asyncProperty(
        whichever,
        secretsArbitrary,
        changed,
        quotes,
        async (name, secrets, { changes, odd }, places) => {
          const call = callOf(name);
          const documented: Answer = { status: 200, body: call.body };
          const { status, body } = changes.reduce((answer, change) => change(answer), documented);
          const text = JSON.stringify(planted(body, odd, places, toldOf(call, secrets))) ?? '';
          const bytes = bytesOf({ status, headers: [['Content-Type', 'application/json']] }, text);
          seen[(await check(call, secrets, bytes)) ? 'well' : 'badly'] += 1;
        },
      );
      await holds(property);
      expect(seen.well).toBeGreaterThan(10);
      expect(seen.badly).toBeGreaterThan(100);
    },
    holdsTimeoutMs,
  );

  it.each(Object.entries(calls))(
    'whatever stands in the place of each documented number: %s',
    async (_name, call) => {
      for (const at of numbersIn(call.body)) {
        for (const number of outOfRange) {
          const text = JSON.stringify(call.body, replacing(at, number));
          const bytes = bytesOf({ status: 200, headers: [] }, text);
          await check(
            call,
            { secret: 'a-secret-of-it', code: 'a-code-of-it', token: 'a-token-of-it' },
            bytes,
          );
        }
      }
    },
  );

  it(
    'whatever status, headers, body or bytes come',
    async () => {
      const body = fc.oneof(
        fc.jsonValue().map((value) => JSON.stringify(value)),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        fc.string(),
        fc.constant(undefined),
      );
      const end = fc.option(fc.nat(400), { freq: 3 });
      const property = fc.asyncProperty(
        ...([whichever, secretsArbitrary, head, body, end] as const),
        async (name, secrets, start, text, cut) => {
          const call = callOf(name);
          const told = toldOf(call, secrets);
          const bytes = bytesOf(start, text ?? JSON.stringify({ code: told, message: told }));
          await check(call, secrets, cut === null ? bytes : bytes.subarray(0, cut));
        },
      );
      await holds(property);
    },
    holdsTimeoutMs,
  );
});

/** How many numbers a body has, each by its place among them. */
function numbersIn(body: unknown): number[] {
  let count = 0;
  JSON.stringify(body, (_key, value) => {
    if (typeof value === 'number') count += 1;
    return value;
  });
  return [...Array(count).keys()];
}

/** For `JSON.stringify`: another value in the place of the number that is there. */
function replacing(at: number, other: unknown) {
  let count = -1;
  return (_key: string, value: unknown) => {
    if (typeof value === 'number') count += 1;
    return typeof value === 'number' && count === at ? other : value;
  };
}

/** A body with something odd for one of its fields, or of those of its result, and with what was sent quoted. */
function planted(body: unknown, odd: [number, unknown] | null, places: string[], echo: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const fields: Record<string, unknown> = structuredClone(body as Record<string, unknown>);
  const { result, auth_org_scopes: scopes } = fields as Record<string, Record<string, unknown> | undefined>;
  const holders = [fields, result, scopes].filter((each) => typeof each === 'object' && each !== null);
  if (odd) {
    const [place, value] = odd;
    const all = holders.flatMap((holder) =>
      Object.keys(holder as object).map((key) => [holder, key] as const),
    );
    const [holder, key] = all[place % Math.max(all.length, 1)] ?? [];
    if (holder && key !== undefined) Object.assign(holder, { [key]: value });
  }
  return { ...fields, ...Object.fromEntries(places.map((name) => [name, echo])) };
}
