const core = require('passport-dingtalk-oauth2');
const simulator = require('passport-dingtalk-oauth2/simulator');
const signIn = require('./sign-in.cjs');

signIn(core, simulator).then(() => console.log('signed in'));
