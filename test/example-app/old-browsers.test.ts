import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { organization, sharedExampleApp } from '../helpers/example-app.js';
import { documentAt } from '../helpers/markdown.js';
import { newSyntaxOf, removeNewApis } from '../helpers/old-browser.js';
import { open, widths } from '../helpers/screens.js';

const root = new URL('../../', import.meta.url);
const filesIn = (folder: string, ext: string) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(ext))
    .map((name) => `${folder}${name}`);
const text = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** Code for pages, as scripts/check-readme.ts knows it. */
function snippetsOf(file: string): string[] {
  const forPages =
    /from 'passport-dingtalk-oauth2\/(?:in-app|qr)\.js'|\b(?:navigator|document|window|location)\./;
  return documentAt(file).blocks.flatMap(({ language, code }) =>
    language === 'js' && forPages.test(code) ? [code] : [],
  );
}

describe('what runs in pages can be parsed by Chrome 69 and Safari 12', () => {
  it.each([...filesIn('dist/browser/', '.js'), ...filesIn('example-app/public/', '.js')])('%s', (file) => {
    expect(newSyntaxOf(text(file))).toBeUndefined();
  });

  it('the snippets of the documentation', () => {
    const folders = ['docs/', 'docs/zh-CN/'].flatMap((folder) => filesIn(folder, '.md'));
    const pages = ['README.md', 'README.zh-CN.md', ...folders];
    const snippets = pages.flatMap((page) => snippetsOf(page).map((code) => [page, newSyntaxOf(code)]));
    expect(snippets.length).toBeGreaterThan(15);
    expect(snippets.filter(([, problem]) => problem)).toEqual([]);
  });

  it('the examples of the docstrings', () => {
    const examples = ['lib/browser/in-app.ts', 'lib/browser/qr.ts'].flatMap((file) =>
      [...text(file).matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code.replace(/^ \* ?/gm, '')),
    );
    expect(examples).toHaveLength(3);
    // The types are erased before a page gets it.
    for (const code of examples) expect(newSyntaxOf(code.replace(/<HTMLElement>/, ''))).toBeUndefined();
  });

  it.each([
    'a?.b',
    'a ?? b',
    'await 0',
    'try {} catch {}',
    '1_000',
    "'a'.match(/(?<=b)a/)",
    'class A { #b }',
  ])('unlike %s', (code) => {
    expect(newSyntaxOf(code)).toBeTypeOf('string');
  });
});

describeInBrowser(
  'the example app in a browser without what came after Chrome 69 and Safari 12',
  (browser) => {
    const app = sharedExampleApp();

    async function visit(userAgent?: string) {
      const agent = userAgent === undefined ? {} : { userAgent };
      const page = await open(browser(), { locale: 'en-US', viewport: widths.desktop, ...agent });
      await page.addInitScript(removeNewApis);
      return page;
    }

    it('signs in by itself inside DingTalk, and out again', async () => {
      const page = await visit('Mozilla/5.0 (Linux; Android 9) Chrome/69 DingTalk/7.6.0');
      await page.goto(`${app.url}/?corpId=${organization.corpId}`);
      await page.waitForURL(`${app.url}/profile`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out.').waitFor();
    });

    it('shows the QR code, and reports what goes wrong with it', async () => {
      const page = await visit();
      await page.goto(app.url);
      await page.getByRole('button', { name: 'Show QR code' }).click();
      const frame = page.frameLocator('iframe');
      await frame.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('You are not signed in yet.').waitFor();
      await page.evaluate(`import('/modules/qr.js').then(({ showQrCode }) => new Promise((done) => {
      const parameters = { scope: 'openid', redirect_uri: 'https://elsewhere.example/' };
      showQrCode(document.body, parameters, { onError: done });
    }))`);
    });
  },
);
