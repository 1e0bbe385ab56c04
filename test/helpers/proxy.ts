import { createServer } from 'node:http';
import { connect } from 'node:net';
import { listen } from './start.js';

/** An HTTP proxy that tunnels (`CONNECT`), and notes where to. */
export async function startProxy(): Promise<{ origin: string; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', ({ url = '' }, downstream, head) => {
    asked.push(url);
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname);
    upstream.on('connect', () => {
      downstream.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(downstream).pipe(upstream);
    });
    upstream.on('error', () => downstream.destroy());
    downstream.on('error', () => upstream.destroy());
  });
  return { asked, ...(await listen(server)) };
}
