import { readFile } from 'node:fs/promises';
import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, test } from 'vitest';
import createConnector from '../../lib/logto-bridge.js';
import { expected } from './expected-errors.js';

const { metadata } = await createConnector({ getConfig: () => Promise.reject(new Error('not needed')) });
const emailWarning = { 'README.md': /takes the address .* for verified/, 'README.zh-CN.md': /视为已验证/ };

describe.each(Object.entries(emailWarning))('%s', async (file, warning) => {
  const text = await readFile(new URL(`../../logto-connector/${file}`, import.meta.url), 'utf8');

  test('says how to put the connector into Logto: by command, as a folder, in a container', () => {
    const target = 'packages/core/connectors/connector-dingtalk-oauth2';
    expect(text).toContain('logto connector add dingtalk-oauth2');
    expect(text).toContain(`cp -R dist/logto-connector /path/to/logto/${target}`);
    expect(text).toContain(`- ./dist/logto-connector:/etc/logto/${target}:ro`);
  });

  test('says what to set up at DingTalk', () => {
    expect(text).toMatch(/`\$\{your_logto_origin\}\/callback\/\$\{connector_id\}`/);
    expect(text).toContain('Contact.User.Read');
    expect(text).toContain('Contact.User.mobile');
  });

  test.each(metadata.formItems?.map(({ key }) => key) ?? [])('explains the field %s', (key) => {
    expect(text).toContain(`| \`${key}\` |`);
  });

  test('says what works inside DingTalk, and what does not', () => {
    expect(text).toContain(`\`direct_sign_in=social:${metadata.target}\``);
    expect(text).toContain('`dd.requestAuthCode`');
    expect(text).toContain('`DingTalkInAppStrategy`');
  });

  test('says why no e-mail address is taken by default', () => {
    expect(text).toMatch(warning);
  });

  test.each(Object.entries(expected))('says what to do about %s', (reason, code) => {
    expect(Object.values<string>(ConnectorErrorCodes)).toContain(code);
    expect(text).toContain(`\`connector.${code}\``);
    expect(text).toContain(`\`${reason}\``);
  });
});
