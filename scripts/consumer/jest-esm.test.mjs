import * as core from 'passport-dingtalk-oauth2';
import * as inApp from 'passport-dingtalk-oauth2/in-app.js';
import * as logto from 'passport-dingtalk-oauth2/logto';
import * as qr from 'passport-dingtalk-oauth2/qr.js';
import * as simulator from 'passport-dingtalk-oauth2/simulator';
import connect from './connect.cjs';
import signIn from './sign-in.cjs';

test('signs in, and loads what is an ES module', async () => {
  await signIn(core, simulator);
  await connect(logto, simulator);
  for (const given of [inApp.signIn, qr.showQrCode]) expect(typeof given).toBe('function');
});
