// What without-diagnostics.mjs is compared with: the same build of the same code.
import { prepareRebuilt } from './rebuilt.mjs';

export const prepare = await prepareRebuilt([]);
