import { readFile } from 'node:fs/promises';
import type { ConnectorError } from '@logto/connector-kit';
import phrases from '@logto/phrases';
import { describe, expect, test } from 'vitest';
import type { DingTalkErrorCode } from '../../lib/dingtalk/error-codes.js';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { toConnectorError, translateErrors } from '../../lib/logto/errors.js';
import createConnector from '../../lib/logto-bridge.js';
import { SignInRefusal } from '../../lib/organization/sign-in-refusal.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';
import { documentAt } from '../helpers/markdown.js';

const { metadata } = await createConnector({ getConfig: () => Promise.reject(new Error('not needed')) });

// Of a code that DingTalk refuses, Logto is told by the error `DINGTALK_CODE_REJECTED`.
const refusals = ['access-denied', 'organization-not-allowed', 'not-a-member', 'callback-malformed'] as const;
const refused = (code: (typeof refusals)[number]): Promise<ConnectorError> =>
  translateErrors(() => Promise.reject(new SignInRefusal(code))).catch((error) => error);
const errors = Object.keys(personTexts.en).filter((code): code is DingTalkErrorCode =>
  code.startsWith('DINGTALK_'),
);
const told = new Map<string, { code: string; data: unknown }>([
  ...errors.map((code) => [code, toConnectorError(new DingTalkError(code))] as const),
  ...(await Promise.all(refusals.map(async (code) => [code, await refused(code)] as const))),
]);

/** What Logto says in its own words, which `code` is the key to. */
const words = { 'README.md': phrases.en, 'README.zh-CN.md': phrases['zh-CN'] };

const emailWarning = {
  'README.md': /treats the address of a social sign-in as verified/,
  'README.zh-CN.md': /视为已验证/,
};

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

  describe('of what goes wrong', () => {
    const { errors: sentences, translation } = words[file as keyof typeof words];
    const table = documentAt(`logto-connector/${file}`).tables.find(
      (rows) => rows[0]?.[2] === 'access-denied',
    );
    let code = '';
    let shown = '';
    const rows = (table ?? []).map(([shows, itsCode, reason = '']) => {
      code = itsCode || code;
      shown = shows || shown;
      return { reason, code, shown };
    });

    test('lists everything, once', () => {
      const listed = rows.flatMap(({ reason }) => reason || []);
      expect(listed.sort()).toEqual([...told.keys()].sort());
    });

    test.each([...told])('says what Logto shows for %s', (reason, { code, data }) => {
      const { errorDescription } = data as { errorDescription: string };
      const byCode: Partial<Record<string, unknown>> = sentences?.connector ?? {};
      const sentence = String(byCode[code]);
      expect(rows.find((row) => row.reason === reason)).toEqual({
        ...{ reason, code: `connector.${code}` },
        shown: sentence.replace('{{errorDescription}}', errorDescription),
      });
    });

    test('names what is to be found in the console as the console does, and the refusal to store tokens', () => {
      const { connectors, connector_details: page } = translation?.admin_console ?? {};
      const guide = connectors?.guide;
      const found = [page?.settings, guide?.sync_profile, guide?.sync_profile_each_sign_in];
      for (const label of [...found, guide?.enable_token_storage?.title])
        expect(text).toContain(`> ${label}`);
      expect(text).toContain(sentences?.request?.feature_not_supported);
      expect(text).toContain('SECRET_VAULT_KEK');
      expect(text).toContain('syncProfile');
    });
  });
});
