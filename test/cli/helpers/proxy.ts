import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a proxy was asked for. */
export interface Tunnel {
  target: string;
  authorization: string | undefined;
}

/**
 * An HTTP proxy whose tunnels (`CONNECT`) all end at one port of this machine, whatever host they are asked for.
 * @param status - what it answers instead of opening a tunnel
 * @param refuses - to which hosts; all of them when there is a status
 */
export async function startTunnels(
  port: number,
  status?: number,
  refuses: (target: string) => boolean = () => status !== undefined,
): Promise<{ host: string; asked: Tunnel[] }> {
  const asked: Tunnel[] = [];
  const sockets = new Set<Socket>();
  const server = createServer().listen(0, '127.0.0.1');
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '', headers }, downstream: Socket, head: Buffer) => {
    asked.push({ target: url, authorization: headers['proxy-authorization'] });
    downstream.on('error', () => downstream.destroy());
    if (refuses(url)) {
      downstream.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    sockets.add(upstream);
    upstream.on('connect', () => {
      downstream.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(downstream).pipe(upstream);
    });
    upstream.on('error', () => downstream.destroy());
  });
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
