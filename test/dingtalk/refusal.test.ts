import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerCodes } from '../../lib/dingtalk/error-codes.js';
import { readRefusal, requestIdOf } from '../../lib/dingtalk/refusal.js';
import { documentAt } from '../helpers/markdown.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';

const text60011 =
  '应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请并开通即可：https://open-dev.example.com/apply, {requiredScopes=[qyapi_get_member, qyapi_get_department]}';

describe('a refusal', () => {
  it.each([
    ['of the new gateway', { code: 'InvalidAuthentication', requestid: 'R', message: 'M' }],
    ['as the SDKs re-case it', { Code: 'InvalidAuthentication', RequestId: 'R', Message: 'M', HostId: 'h' }],
    ['with underscores', { code: 'InvalidAuthentication', request_id: 'R', message: 'M' }],
    ['in capitals', { CODE: 'INVALIDAUTHENTICATION', REQUESTID: 'R', MESSAGE: 'M' }],
    ["as DingTalk's proxies have it", { errorCode: 'InvalidAuthentication', errorMsg: 'M', requestId: 'R' }],
  ])('is read %s', (_name, body) => {
    expect(readRefusal(400, body)).toMatchObject({
      code: 'DINGTALK_TOKEN_REJECTED',
      providerMessage: 'M',
      requestId: 'R',
    });
  });

  it.each(['accessdenieddetail', 'AccessDeniedDetail'])('names the permissions in %s', (name) => {
    const body = {
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      message: 'M',
      [name]: { requiredScopes: ['Contact.User.Read', 5, null, ['a'], '', 'a b', '<script>'] },
    };
    expect(readRefusal(403, body)).toMatchObject({
      code: 'DINGTALK_PERMISSION',
      requiredScopes: ['Contact.User.Read'],
    });
  });

  it.each([
    ['direct', { errcode: 40014, errmsg: '不合法的access_token' }, 'DINGTALK_TOKEN_REJECTED', '40014'],
    ['direct, as a string', { errcode: '40078', errmsg: 'x' }, 'DINGTALK_CODE_REJECTED', '40078'],
    ['wrapped', { errcode: 88, sub_code: '60020', sub_msg: 'x' }, 'DINGTALK_IP_NOT_ALLOWED', '60020'],
    ['wrapped, as numbers', { errcode: '88', sub_code: 90002, errmsg: 'y' }, 'DINGTALK_THROTTLED', '90002'],
    [
      'wrapped, only in the text',
      { errcode: 88, errmsg: 'ding talk error[subcode=40014,submsg=不合法]' },
      'DINGTALK_TOKEN_REJECTED',
      '40014',
    ],
    ['wrapped around nothing', { errcode: 88, errmsg: 'ding talk error' }, 'DINGTALK_UNAVAILABLE', '88'],
    ['wrapped around nothing, without a text', { errcode: 88 }, 'DINGTALK_UNAVAILABLE', '88'],
    [
      'direct',
      { errcode: 40014, sub_code: '60020', errmsg: 'x[subcode=60020]' },
      'DINGTALK_TOKEN_REJECTED',
      '40014',
    ],
    ['unknown', { errcode: 400002, errmsg: '参数错误' }, 'DINGTALK_REFUSED', '400002'],
    ['of a userid that is none', { errcode: 33012, errmsg: '无效的USERID' }, 'DINGTALK_NOT_FOUND', '33012'],
    ['out of scope', { errcode: 50002, errmsg: 'x' }, 'DINGTALK_CONTACT_SCOPE', '50002'],
    ['of a member who left', { errcode: 60121, errmsg: '找不到该用户' }, 'DINGTALK_NOT_FOUND', '60121'],
    ['busy', { errcode: -1, errmsg: '系统繁忙' }, 'DINGTALK_UNAVAILABLE', '-1'],
  ])('of the old gateway, %s, is read', (_name, body, code, providerCode) => {
    expect(readRefusal(200, body)).toMatchObject({ code, providerCode });
  });

  it('of the old gateway names the permissions that its text names', () => {
    const body = { errcode: 88, sub_code: '60011', sub_msg: text60011, errmsg: 'z', request_id: 'R' };
    expect(readRefusal(200, body)).toEqual({
      code: 'DINGTALK_PERMISSION',
      providerCode: '60011',
      providerMessage: text60011,
      requestId: 'R',
      requiredScopes: ['qyapi_get_member', 'qyapi_get_department'],
    });
  });

  it.each([
    ['requiredScopes=[at.the.start]', ['at.the.start']],
    ['requiredScopes=[without.an.end', undefined],
    ['without.any.blank.in.it]', undefined],
    ['', undefined],
  ])('of the old gateway with the text %j names %j', (errmsg, requiredScopes) => {
    expect(readRefusal(200, { errcode: 60011, errmsg })?.requiredScopes).toEqual(requiredScopes);
  });

  it('names twenty permissions at the most', () => {
    const requiredScopes = Array.from({ length: 21 }, (_, index) => `scope-${index}`);
    const body = { code: 'x', message: 'm', accessdenieddetail: { requiredScopes } };
    expect(readRefusal(403, body)?.requiredScopes).toEqual(requiredScopes.slice(0, 20));
  });

  it('needs no text beside its code, unless HTTP calls it a success', () => {
    const codeOf = (status: number) => readRefusal(status, { code: 'invalidToken' })?.code;
    expect(codeOf(400)).toBe('DINGTALK_TOKEN_REJECTED');
    expect(codeOf(399)).toBeUndefined();
    expect(readRefusal(200, { code: 'invalidToken', message: 'm' })?.code).toBe('DINGTALK_TOKEN_REJECTED');
  });

  it('has its second name for the code where the first is empty', () => {
    const body = { code: '', errorCode: 'invalidToken', message: '', errorMsg: 'M' };
    expect(readRefusal(400, body)).toMatchObject({ providerCode: 'invalidToken', providerMessage: 'M' });
  });

  it.each([1111, '1111'])('of a banned IP address is read, its status being %j', (status) => {
    expect(readRefusal(200, { status, wait: 5, punish: 'deny' })).toEqual({
      code: 'DINGTALK_THROTTLED',
      providerCode: '1111',
    });
  });

  it.each([
    [400, 'DINGTALK_REFUSED'],
    [428, 'DINGTALK_REFUSED'],
    [429, 'DINGTALK_THROTTLED'],
    [430, 'DINGTALK_REFUSED'],
    [499, 'DINGTALK_REFUSED'],
    [500, 'DINGTALK_UNAVAILABLE'],
    [503, 'DINGTALK_UNAVAILABLE'],
  ])('with a code that nobody knows is told by its status: HTTP %i', (status, code) => {
    expect(readRefusal(status, { code: 'somethingNew', message: 'm' })?.code).toBe(code);
  });
});

it.each(['docs', 'docs/zh-CN'])('%s/dingtalk-codes.md has every code, and what it is taken for', (folder) => {
  const rows = documentAt(`${folder}/dingtalk-codes.md`).tables.flat();
  const listed = rows.flatMap(([codes = '', meaning]) =>
    codes.split(/, |、/).map((code) => [code.toLowerCase(), meaning]),
  );
  const known = Object.entries(providerCodes).flatMap(([meaning, codes]) =>
    codes.map((code) => [code, meaning]),
  );
  expect(listed.sort()).toEqual(known.sort());
});

describe('an answer that is no refusal', () => {
  it.each([
    [{ accessToken: 'a', refreshToken: 'b', expireIn: 7200 }],
    [{ unionId: 'u', nick: 'message' }],
    [{ errcode: 0, errmsg: 'ok', result: {} }],
    [{ errcode: '0', errmsg: 'ok', result: {} }],
    [{ code: 'without a message' }],
    [{ code: '', message: 'without a code' }],
    [{ status: 1112 }],
    [{ status: 'active' }],
    [{}],
    [[]],
    [[{ code: 'x', message: 'y' }]],
    [null],
    ['code'],
    [undefined],
  ])('%j is let pass', (body) => {
    expect(readRefusal(200, body)).toBeUndefined();
  });

  it(
    'or any other JSON never makes the reader throw',
    async () => {
      await holds(
        fc.property(fc.jsonValue(), fc.integer({ min: 100, max: 599 }), (body, status) => {
          readRefusal(status, body);
          readRefusal(status, {
            errcode: body,
            code: body,
            sub_code: body,
            errmsg: body,
            accessdenieddetail: body,
          });
        }),
      );
    },
    holdsTimeoutMs,
  );
});

describe('an answer', () => {
  it.each([
    [{ requestid: 'R' }, 'R'],
    [{ request_id: 'R' }, 'R'],
    [{ RequestId: 15 }, '15'],
    [{ requestId: '' }, undefined],
    [{ requestId: ['R'] }, undefined],
    [{}, undefined],
    [null, undefined],
    ['requestid', undefined],
  ])('%j has the request id %s', (answer, expected) => {
    expect(requestIdOf(answer)).toBe(expected);
  });
});
