// A Midway application in a process of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { folder, app, port } = JSON.parse(process.env.HOST);
process.env.MIDWAY_HTTP_PORT = port;
const load = createRequire(join(folder, 'package.json'));
const { Bootstrap } = load('@midwayjs/bootstrap');
Bootstrap.configure({
  appDir: app,
  baseDir: join(app, 'dist'),
  imports: [load(join(app, 'dist/configuration.js'))],
});
await Bootstrap.run();
process.on('disconnect', () => process.exit());
