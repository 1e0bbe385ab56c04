import * as core from 'passport-dingtalk-oauth2';
import * as simulator from 'passport-dingtalk-oauth2/simulator';
import signIn from './sign-in.cjs';

await signIn(core, simulator);
console.log('signed in');
