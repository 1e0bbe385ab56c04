// Writes dist/logto-connector/: the npm package connector-dingtalk-oauth2, and as it is a folder that Logto loads.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(fromRoot(path), 'utf8'));

const template = readJson('logto-connector/package.json');
const { version, engines, repository } = readJson('package.json');
const manifest = { ...template, version, engines, ...(repository && { repository }) };

cpSync(fromRoot('logto-connector'), fromRoot('dist/logto-connector'), { recursive: true });
cpSync(fromRoot('LICENSE'), fromRoot('dist/logto-connector/LICENSE'));
writeFileSync(fromRoot('dist/logto-connector/package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

const bundle = await rolldown({
  input: fromRoot('lib/logto-bridge.ts'),
  platform: 'node',
  // Logto installs nothing for a connector: only what its own core resolves may stay outside. A second copy of
  // connector-kit inside would make every error one that Logto does not know.
  external: [...Object.keys(template.dependencies), /^node:/],
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
});
await bundle.write({ file: fromRoot('dist/logto-connector/lib/index.js'), format: 'esm' });
await bundle.close();
