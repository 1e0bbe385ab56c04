const core = require('passport-dingtalk-oauth2');
const inApp = require('passport-dingtalk-oauth2/in-app.js');
const logto = require('passport-dingtalk-oauth2/logto');
const qr = require('passport-dingtalk-oauth2/qr.js');
const simulator = require('passport-dingtalk-oauth2/simulator');
const connect = require('./connect.cjs');
const signIn = require('./sign-in.cjs');

test('signs in', () => signIn(core, simulator));

test('loads what is an ES module elsewhere', async () => {
  await connect(logto, simulator);
  for (const given of [inApp.signIn, qr.showQrCode]) expect(typeof given).toBe('function');
});
