import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { documentAt } from './markdown.js';
import { closeAfterTest } from './start.js';

const root = dirname(dirname(import.meta.dirname));

/** The one block of a page that has this in it, as it stands there. */
export function recipeOf(page: string, mark: string, wanted: string | 'any' = 'ts'): string {
  const found = documentAt(page).blocks.filter(
    ({ language, code }) => [language, 'any'].includes(wanted) && code.includes(mark),
  );
  expect(found).toHaveLength(1);
  return found[0]?.code ?? '';
}

/** A folder with these files within this checkout, where the package is found by its own name, until the test is over. */
export function makeFolder(files: Record<string, string>): { folder: string; remove(): void } {
  const artifacts = join(root, 'test/.artifacts');
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, 'documentation-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  closeAfterTest(remove);
  return { folder, remove };
}

/** A recipe as a file of its own. */
export function fileOfRecipe(page: string, mark: string, language = 'ts'): { file: string; remove(): void } {
  const name = `recipe.${language}`;
  const { folder, remove } = makeFolder({ [name]: recipeOf(page, mark, language) });
  return { file: join(folder, name), remove };
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
