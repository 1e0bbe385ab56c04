import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { makeFolder, recipeOf } from '../helpers/documentation.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

/** What is printed by a process that runs a recipe, one good and one bad sign-in, and then `last`. */
async function outputOf(mark: string, first: string, last: string): Promise<string> {
  const { folder } = makeFolder({
    'recipe.ts': recipeOf('docs/observability.md', mark, 'any'),
    'main.ts': `${first}
    import { createDingTalkConnector } from 'passport-dingtalk-oauth2/logto';
    await import('./recipe.js');
    const create = createDingTalkConnector({ origins: { api: process.argv[2] } });
    const connector = await create({ getConfig: async () => ({ clientId: 'c', clientSecret: 's' }) });
    for (const code of ['good', 'bad']) await connector.getUserInfo({ code }, () => {}).catch(() => {});
    ${last}`,
  });
  const server = await startRawServer((socket, request) => {
    const isRefused = request.includes('"bad"');
    const refusal = { code: 'invalidParameter.authCode.notFound', message: 'x', requestid: 'REQ' };
    socket.write(isRefused ? answer(400, refusal) : answer(200, { accessToken: 'a', unionId: 'u' }));
  });
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', join(folder, 'main.ts'), server.origin]);
  return stdout;
}

const operations = [
  'exchanging the authorization code',
  "reading the person's profile",
  'exchanging the authorization code',
];

test('the example for pino writes a line for each request and each sign-in', async () => {
  const lines = (await outputOf('pino(', '', '')).trim().split('\n');
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(logged.flatMap(({ operation }) => operation ?? [])).toEqual(operations);
  expect(
    logged.map(({ level, code, outcome }) => [pino.levels.labels[Number(level)], code ?? outcome]),
  ).toEqual([
    ['info', undefined],
    ['info', undefined],
    ['info', 'signed-in'],
    ['warn', 'DINGTALK_CODE_REJECTED'],
    ['info', 'code-rejected'],
  ]);
});

test('the example for OpenTelemetry makes a span of each request', async () => {
  const helper = new URL('../helpers/open-telemetry.mjs', import.meta.url).href;
  const first = `import { exporter } from '${helper}';`;
  const last = `console.log(JSON.stringify(exporter.getFinishedSpans().map(
    ({ name, kind, status, attributes, duration }) => ({ name, kind, status, attributes, duration }))));`;
  const spans = JSON.parse(await outputOf('startSpan', first, last)) as Record<string, unknown>[];
  expect(spans.map(({ name }) => name)).toEqual(operations);
  expect(spans.at(-1)).toMatchObject({
    kind: 2,
    status: { code: 2, message: 'DINGTALK_CODE_REJECTED' },
    attributes: {
      'dingtalk.endpoint': expect.stringMatching(/^POST .*\/v1\.0\/oauth2\/userAccessToken$/),
      'dingtalk.request_id': 'REQ',
      'dingtalk.attempt': 1,
      'dingtalk.connection_reused': true,
      'http.response.status_code': 400,
      'error.type': 'DINGTALK_CODE_REJECTED',
    },
  });
  for (const { duration } of spans) expect((duration as number[])[1]).toBeGreaterThan(0);
});
