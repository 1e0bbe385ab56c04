import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { startChild } from './child.js';

/** An application around a recipe, which runs as it stands. */
export interface RecipeProcess {
  origin: string;
  close(): Promise<void>;
}

/**
 * Runs a child around the recipe of a page, in a process where DingTalk's host names lead to the simulator.
 * @param origin - of the simulator
 */
export async function startRecipeProcess(
  script: string,
  [page, mark]: readonly [page: string, mark: string],
  origin: string,
  env: Readonly<Record<string, string>>,
): Promise<RecipeProcess> {
  const hosts = await startDingTalkHosts(origin);
  const { file, remove } = fileOfRecipe(page, mark);
  const child = startChild(script, { ...hosts.env, RECIPE: file, ...env }, ['--import', 'tsx']);
  const close = async () => {
    await child.close();
    remove();
    await hosts.close();
  };
  try {
    return { origin: `http://127.0.0.1:${await child.receive<number>()}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
