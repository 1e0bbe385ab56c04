import { existsSync } from 'node:fs';
// @ts-expect-error It comes without types.
import createOfficialConnector from '@logto/connector-dingtalk-web';
import {
  ConnectorType,
  type CreateConnector,
  connectorMetadataGuard,
  type SocialConnector,
} from '@logto/connector-kit';
import { expect, test } from 'vitest';
import { configGuard } from '../../lib/logto/config.js';
import createConnector from '../../lib/logto-bridge.js';

const getConfig = async () => expect.unreachable('Logto loads a connector without a configuration');
const create: CreateConnector<SocialConnector> = createConnector;
const { metadata, ...connector } = await create({ getConfig });
const official = await createOfficialConnector({ getConfig });
const itemOf = (key: string) => metadata.formItems?.find((item) => item.key === key);

test('Logto’s own guard accepts the metadata, all of it, and learns that tokens can be stored', () => {
  expect(connectorMetadataGuard.parse(metadata)).toEqual(metadata);
  expect(metadata.isTokenStorageSupported).toBe(true);
  expect(connector.type).toBe(ConnectorType.Social);
});

test('the target is the official connector’s, and the id is not', () => {
  expect(metadata).toMatchObject({ id: 'dingtalk-oauth2', target: 'dingtalk', platform: 'Universal' });
  expect(metadata.target).toBe(official.metadata.target);
  expect(metadata.id).not.toBe(official.metadata.id);
  // Logto lets one target have one connector for each platform, so that both can be there while moving.
  expect(metadata.platform).not.toBe(official.metadata.platform);
});

test('name and description are there in six languages', () => {
  const languages = ['en', 'ja', 'ko', 'tr-TR', 'zh-CN', 'zh-TW'];
  expect(Object.keys(metadata.name).sort()).toEqual(languages);
  expect(Object.keys(metadata.description).sort()).toEqual(languages);
  expect(metadata.name['zh-CN']).toBe('钉钉');
});

test('logo and README lie where the metadata says', () => {
  for (const path of [metadata.logo, metadata.readme]) {
    expect(existsSync(new URL(`../../logto-connector/${path}`, import.meta.url))).toBe(true);
  }
});

test('the form has every field that the configuration has, and only the credentials are required', () => {
  const keys = metadata.formItems?.map(({ key }) => key);
  const fields = [
    ...['clientId', 'clientSecret', 'scope', 'region', 'email'],
    ...['allowedCorpIds', 'membership', 'staff'],
    ...['prompt', 'corpId', 'orgType', 'exclusiveLogin', 'exclusiveCorpId'],
  ];
  expect(keys).toEqual(fields);
  expect(metadata.formItems?.filter(({ required }) => required).map(({ key }) => key)).toEqual([
    'clientId',
    'clientSecret',
  ]);
  expect(itemOf('clientSecret')).toMatchObject({ isConfidential: true });
});

test('whatever the form can be filled with is accepted', () => {
  const initial = Object.fromEntries(
    metadata.formItems?.map(({ key, defaultValue }) => [key, defaultValue]) ?? [],
  );
  const filled = { ...initial, clientId: 'c', clientSecret: 's' };
  expect(configGuard.safeParse(filled).success).toBe(true);
  for (const item of metadata.formItems ?? []) {
    const choices = 'selectItems' in item ? item.selectItems.map(({ value }) => value) : [];
    for (const value of item.type === 'Switch' ? [true, false] : choices) {
      expect(configGuard.safeParse({ ...filled, [item.key]: value })).toMatchObject({ success: true });
    }
  }
});

test('the form leaves the e-mail address out by default and says why', () => {
  expect(itemOf('email')).toMatchObject({
    defaultValue: 'none',
    description: expect.stringMatching(/verified.*links accounts.*another organization/s),
  });
});
