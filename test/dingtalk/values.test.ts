import { expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { id, plainJson, plainText } from '../../lib/dingtalk/values.js';
import { toUserInfo } from '../../lib/logto/user-info.js';
import { toProfile } from '../../lib/profile.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

it.each([
  ['张三', '张三'],
  ['a\u0000b', 'a b'],
  ['a\r\n\tb\u0085c', 'a b c'],
  ['\ud83d\ude00 \ud83d', '😀 \ufffd'],
  ['\ude00\ud83d', '\ufffd\ufffd'],
  ['👨‍👩‍👧 e\u0301', '👨‍👩‍👧 e\u0301'],
])('%j is shown as %j', (given, shown) => {
  expect(plainText(given)).toBe(shown);
});

it.each(['union\u0000', '\ud800', 'a\nb', '', ' ', 5, null])(
  '%j is no id, which others could be like',
  (value) => {
    expect(id(value)).toBeUndefined();
  },
);

it('JSON is plain in names and texts alike, and as deep as an answer', () => {
  expect(plainJson({ 'a\u0000': ['\ud800', { b: 'c\u0007' }], d: null, e: 5, f: true })).toEqual({
    'a ': ['\ufffd', { b: 'c ' }],
    ...{ d: null, e: 5, f: true },
  });
  const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
  expect(JSON.stringify(plainJson(deep)).length).toBeLessThan(100);
});

it('a profile, and all that Logto gets of it, is what a database can hold; what came stays as it came', async () => {
  const odd = 'N\u0000\ud800';
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const fields = {
    unionId: 'union1',
    nick: odd,
    openId: odd,
    avatarUrl: odd,
    email: odd,
    other: { [odd]: odd },
  };
  const raw = `${JSON.stringify(fields).slice(0, -1)},"deep":${deep}}`;
  const server = await startRawServer((socket) => socket.write(answer(200, raw)));
  const client = new DingTalkClient({
    clientID: 'c',
    clientSecret: 's3cret',
    origins: { api: server.origin },
  });

  const profile = toProfile(await client.me('token'));

  const { _raw, _json, ...shown } = profile;
  const plain = 'N \ufffd';
  expect(shown).toMatchObject({ id: 'union1', displayName: plain, photos: [{ value: plain }] });
  // Of two ids one would become, which is worse than none.
  expect(shown.openId).toBeUndefined();
  expect(_raw).toBe(raw);
  expect(_json.nick).toBe(odd);
  const info = toUserInfo(profile, { email: 'personal' } as never);
  expect(info).toMatchObject({ id: 'union1', name: plain, avatar: plain, email: plain });
  expect(info.rawData).toMatchObject({ nick: plain, other: { [plain]: plain } });
  expect(JSON.stringify(info)).not.toMatch(/\\u0000|\\ud800/);
});
