import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { callbackThroughPassport } from './passport.mjs';

const root = new URL('../../', import.meta.url);

/** `prepare` for the strategy, built anew with something changed by plugins of esbuild. */
export async function prepareRebuilt(plugins) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('lib/index.ts', root))],
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', packages: 'external', plugins },
  });
  const module = { exports: {} };
  const load = new Function('require', 'module', 'exports', outputFiles[0].text);
  load(createRequire(new URL('dist/index.js', root)), module, module.exports);
  const { DingTalkStrategy } = module.exports;
  return ({ clientId, clientSecret }) =>
    callbackThroughPassport(
      new DingTalkStrategy(
        { clientID: clientId, clientSecret, callbackURL: 'https://app.example.com/callback' },
        (_accessToken, _refreshToken, profile, done) => done(null, profile),
      ),
    );
}
