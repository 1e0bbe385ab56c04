const core = require('passport-dingtalk-oauth2');
const simulator = require('passport-dingtalk-oauth2/simulator');
require('./sign-in.cjs')(core, simulator).then(() => console.log('signed in'));
