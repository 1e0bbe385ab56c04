import { describe, expect, it } from 'vitest';
import {
  authorizationLocation,
  authorizationParams,
  authorizationScope,
  readAuthorizationOptions,
  readAuthorizationURL,
} from '../../lib/sign-in/authorization.js';

describe('the authorization request', () => {
  it('asks for consent, and for nothing that was not wanted', () => {
    expect(authorizationParams({})).toStrictEqual({ prompt: 'consent' });
    expect(authorizationParams({ exclusiveLogin: false })).toStrictEqual({ prompt: 'consent' });
  });

  it('has all that was wanted, under DingTalk’s names', () => {
    const wanted = {
      prompt: 'login consent',
      corpId: 'dingtea',
      orgType: 'management',
      exclusiveLogin: true,
      exclusiveCorpId: 'dingcup',
      lang: 'en-US',
    } as const;
    expect(authorizationParams(wanted)).toStrictEqual({
      prompt: 'login consent',
      corpId: 'dingtea',
      org_type: 'management',
      exclusiveLogin: 'true',
      exclusiveCorpId: 'dingcup',
      lang: 'en-US',
    });
  });

  it.each([
    [{}, false, 'openid'],
    [{}, true, 'openid corpid'],
    [{ corpId: 'dingtea' }, false, 'openid corpid'],
    [{ corpId: 'dingtea' }, true, 'openid corpid'],
    [{ scope: 'openid' }, false, 'openid'],
    [{ scope: 'openid', corpId: 'dingtea' }, false, 'openid'],
    [{ scope: 'openid' }, true, 'openid corpid'],
    [{ scope: 'openid corpid' }, true, 'openid corpid'],
    [{ scope: 'corpid openid' }, true, 'corpid openid'],
    [{ scope: 'openid corpids' }, true, 'openid corpids corpid'],
  ])('has for %j, with the organization needed: %s, the scope %s', (options, needsCorpId, scope) => {
    expect(authorizationScope(options, needsCorpId)).toBe(scope);
    if (!needsCorpId) expect(authorizationScope(options)).toBe(scope);
  });

  it('keeps the query of its address, and leaves out what has no value', () => {
    const { search } = authorizationLocation(new URL('https://login.example.com/auth?kept=1'), {
      state: undefined,
      scope: 'openid corpid',
    });
    expect(search).toBe('?kept=1&scope=openid%20corpid');
  });

  it('goes where `authorizationURL` says, else to the login page of `origins`, else to DingTalk', () => {
    expect(readAuthorizationURL({}).href).toBe('https://login.dingtalk.com/oauth2/auth');
    const origins = { login: 'https://login.example.com' };
    expect(readAuthorizationURL({ origins }).href).toBe('https://login.example.com/oauth2/auth');
    const authorizationURL = 'https://elsewhere.example.com/auth';
    expect(readAuthorizationURL({ origins, authorizationURL }).href).toBe(authorizationURL);
    expect(() => readAuthorizationURL({ authorizationURL: 'elsewhere' })).toThrow('`authorizationURL`');
  });
});

describe('the authorization options', () => {
  it('are picked from others, and those that are not given are not there', () => {
    const given = { scope: ['openid', 'corpid'], corpId: undefined, prompt: 'consent', clientID: 'dingtea' };
    expect(readAuthorizationOptions(given)).toStrictEqual({ scope: 'openid corpid', prompt: 'consent' });
  });

  it.each([
    ['scope', 5],
    ['prompt', ''],
    ['corpId', ''],
    ['orgType', 'other'],
    ['exclusiveLogin', 'true'],
    ['exclusiveCorpId', 5],
  ])('must be of their kind: `%s` is not %j', (name, value) => {
    expect(() => readAuthorizationOptions({ [name]: value })).toThrow(`\`${name}\``);
  });

  it('may be there all at once', () => {
    const all = {
      ...{ scope: 'openid', prompt: 'consent', corpId: 'dingtea', orgType: 'management' as const },
      ...{ exclusiveLogin: true, exclusiveCorpId: 'dingcup' },
    };
    expect(readAuthorizationOptions(all)).toStrictEqual(all);
  });
});
