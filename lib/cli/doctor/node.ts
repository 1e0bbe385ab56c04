import { type Finding, ok, wrong } from './finding.js';
import * as remedies from './remedies.js';

/** As package.json has it under `engines`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  const shown = version.replace('v', '');
  if (isSupported) return ok('node', { en: shown, zh: shown });
  const message = { en: `${shown} is not supported`, zh: `不支持 ${shown}` };
  return wrong('node', message, remedies.nodeVersion());
}
