import * as core from 'passport-dingtalk-oauth2';
import { signIn as signInApp } from 'passport-dingtalk-oauth2/in-app.js';
import createConnector from 'passport-dingtalk-oauth2/logto';
import { showQrCode } from 'passport-dingtalk-oauth2/qr.js';
import * as simulator from 'passport-dingtalk-oauth2/simulator';
import signIn from './sign-in.cjs';

test('signs in', () => signIn(core, simulator));

test('loads what is an ES module', () => {
  for (const given of [createConnector, signInApp, showQrCode]) expect(typeof given).toBe('function');
});
