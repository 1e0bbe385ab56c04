import createConnector, { createDingTalkConnector } from 'passport-dingtalk-oauth2/logto';

export const connectors = [createConnector, createDingTalkConnector({ timeoutMs: 5_000 })];
