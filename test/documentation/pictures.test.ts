import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = dirname(dirname(import.meta.dirname));

test('the chart of the measurements says of whom, when and on what', () => {
  const chart = readFileSync(join(root, 'docs/pictures/bench.svg'), 'utf8');
  const texts = [...chart.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);
  for (const name of [
    'passport-dingtalk-oauth2',
    'node-passport-dingtalk',
    '@logto/connector-dingtalk-web',
  ]) {
    expect(texts).toContain(name);
  }
  expect(
    texts.filter((text) => /^\d{4}-\d\d-\d\d, Node v\d+\.\S+, \w+ \w+, \d+ cores$/.test(text ?? '')),
  ).toHaveLength(1);
  expect(texts.filter((text) => /^\d+\.\d\d$/.test(text ?? '')).length).toBe(8);
});

describe.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh-CN'],
])('the pictures of %s', (file, language) => {
  const pictures = [...readFileSync(join(root, file), 'utf8').matchAll(/<picture>.*?<\/picture>/gs)].map(
    String,
  );

  test('show the consent page and who signed in, in the language of the page, light and dark', () => {
    const shown = pictures.map((picture) =>
      [...picture.matchAll(/(?:srcset|src)="([^"]*)"/g)].map(([, path]) => path),
    );
    expect(shown).toEqual(
      ['consent', 'signed-in'].map((name) =>
        ['dark', 'light'].map((scheme) => `docs/pictures/${name}.${language}.${scheme}.webp`),
      ),
    );
    for (const picture of pictures)
      expect(picture).toMatch(/media="\(prefers-color-scheme: dark\)".* alt="[^"]{10,}"/);
  });

  test('are there, and small', () => {
    for (const [, path = ''] of pictures.join().matchAll(/(?:srcset|src)="([^"]*)"/g)) {
      const { size } = statSync(join(root, path));
      expect(size).toBeGreaterThan(5_000);
      expect(size).toBeLessThan(60_000);
    }
  });
});
