export * as inApp from 'passport-dingtalk-oauth2/in-app.js';
export * as qr from 'passport-dingtalk-oauth2/qr.js';
