const core = require('passport-dingtalk-oauth2');
const simulator = require('passport-dingtalk-oauth2/simulator');
const signIn = require('./sign-in.cjs');

test('signs in', () => signIn(core, simulator));
