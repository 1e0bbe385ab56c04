import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that systems give to whoever asks for any: a port that such a system found free may be another's
// by the time that it is used. Each worker of Vitest has a thousand for itself.
const first = 14_000 + 1000 * (Number(process.env.VITEST_POOL_ID ?? 1) % 18);
let offset = Math.floor(Math.random() * 1000);

/** A port for a process that has to be told one. */
export async function freePort(): Promise<number> {
  for (;;) {
    offset = (offset + 1) % 1000;
    const port = first + offset;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  // On every address, as some listen on more than one.
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
