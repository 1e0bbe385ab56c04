// Builds everything into dist/. Types are checked by `npm run typecheck`.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'rolldown';
import config from './rolldown.config.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, json) => writeFileSync(path, `${JSON.stringify(json, null, 2)}\n`);

rmSync('dist', { recursive: true, force: true });
await build(config);
const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// This repository is ESM, and the package's main entries are CommonJS.
writeJson('dist/package.json', { type: 'commonjs', sideEffects: false });
writeJson('dist/browser/package.json', { type: 'module', sideEffects: false });
renameSync('dist/logto-bridge.d.ts', 'dist/logto-bridge.d.mts');
chmodSync('dist/cli/main.js', 0o755);

// The npm package connector-dingtalk-oauth2, which is also a folder that Logto loads as it is.
const connector = 'dist/logto-connector';
const { version, engines, repository } = readJson('package.json');
cpSync('logto-connector', connector, { recursive: true });
cpSync('LICENSE', `${connector}/LICENSE`);
cpSync('dist/logto-bridge.mjs', `${connector}/lib/index.js`);
writeJson(`${connector}/package.json`, {
  ...readJson('logto-connector/package.json'),
  version,
  engines,
  repository,
});
