// Bundles app.mjs with the webpack that it is told.
const { join } = require('node:path');
const webpack = require(process.argv[2]);

const config = {
  entry: './app.mjs',
  target: 'node',
  mode: 'production',
  // express-session warns where NODE_ENV is production.
  optimization: { nodeEnv: false },
  output: { path: join(__dirname, 'out'), filename: 'webpack.cjs' },
};
webpack(config, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
});
