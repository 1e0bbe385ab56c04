import { describe, expect, it } from 'vitest';
import {
  authorizationLocation,
  authorizationScope,
  readAuthorizationURL,
} from '../../lib/sign-in/authorization.js';

describe('the authorization request', () => {
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
