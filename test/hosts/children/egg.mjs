// An Egg application in a process of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { folder, app: baseDir, port } = JSON.parse(process.env.HOST);
const load = createRequire(join(folder, 'package.json'));
const application = await load('egg').start({ baseDir, env: 'prod' });
application.listen(port, '127.0.0.1');
process.on('disconnect', () => process.exit());
