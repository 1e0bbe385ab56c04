// Node-RED in a process of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { folder, app, port, callbackURL } = JSON.parse(process.env.HOST);
process.env.DINGTALK_CALLBACK_URL = callbackURL;
process.argv.push('--settings', join(app, 'settings.js'), '--userDir', app, '--port', String(port));
createRequire(join(folder, 'package.json'))('node-red/red.js');
process.on('disconnect', () => process.exit());
