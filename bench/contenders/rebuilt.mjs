import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { callbackThroughPassport } from './passport.mjs';

const root = new URL('../../', import.meta.url);

/** `prepare` for the strategy, built anew with something changed by plugins of rolldown. */
export async function prepareRebuilt(plugins) {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('lib/index.ts', root)),
    ...{ platform: 'node', external: /^(?:node:|passport)/, plugins },
  });
  const { output } = await bundle.generate({ format: 'cjs' });
  await bundle.close();
  const module = { exports: {} };
  const load = new Function('require', 'module', 'exports', output[0].code);
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
