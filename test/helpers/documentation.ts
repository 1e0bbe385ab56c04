import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { readDocument } from './markdown.js';

const root = dirname(dirname(import.meta.dirname));

/** The one block of a page that has this in it, as it stands there. */
export function recipeOf(page: string, mark: string, wanted = 'ts'): string {
  const { blocks } = readDocument(readFileSync(join(root, page), 'utf8'));
  const found = blocks.filter(({ language, code }) => language === wanted && code.includes(mark));
  expect(found).toHaveLength(1);
  return found[0]?.code ?? '';
}

/** The same as a file within this checkout, where the package is found by its own name. */
export function fileOfRecipe(page: string, mark: string, language = 'ts'): { file: string; remove(): void } {
  const artifacts = join(root, 'test/.artifacts');
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, 'recipe-'));
  const file = join(folder, `recipe.${language}`);
  writeFileSync(file, recipeOf(page, mark, language));
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}

/** The same as a module that is loaded here. What a test uses with it has to be of the package as built, too. */
export async function importRecipe<Module>(page: string, mark: string): Promise<Module> {
  const { file, remove } = fileOfRecipe(page, mark);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    remove();
  }
}
