import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { noteOpen } from './idle-connections.js';

/** How long a connection waits for its first request. Servers close unused ones after a minute. */
export const waitingMs = 50_000;

/** Takes the request whose connection was opened ahead, once; `undefined` if the connection has closed. */
export type TakeRequest = () => ClientRequest | undefined;

/**
 * Opens a connection by creating a request for the path `/` without sending it. This works with any agent, and the
 * server sees no request. Keeps the process alive only until it is open.
 * @param onEnd - called if it closes or fails before it is taken
 */
export function openAhead(
  makeRequest: () => ClientRequest,
  { isTls, timeoutMs, onEnd }: { isTls: boolean; timeoutMs: number; onEnd: () => void },
): TakeRequest | undefined {
  let outgoing: ClientRequest;
  try {
    outgoing = makeRequest();
  } catch {
    onEnd();
    return undefined;
  }
  let isOver = false;
  let timer = setTimeout(end, timeoutMs).unref();
  // An answer before the request was sent can only be an error, for example 408.
  outgoing.on('error', end).on('response', end).on('close', end);
  outgoing.once('socket', (socket) => {
    if (isOver) return;
    socket.unref();
    const isOpen = () => {
      if (isOver) return;
      noteOpen(socket);
      clearTimeout(timer);
      timer = setTimeout(end, waitingMs).unref();
    };
    if (isConnected(socket, isTls)) isOpen();
    else socket.once(isTls ? 'secureConnect' : 'connect', isOpen);
  });

  function end(): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    outgoing.destroy();
    onEnd();
  }

  return () => {
    // An agent for a proxy may have changed the path.
    if (outgoing.path !== '/' || outgoing.socket?.writable === false) end();
    if (isOver) return undefined;
    isOver = true;
    clearTimeout(timer);
    outgoing.off('error', end).off('response', end).off('close', end);
    outgoing.socket?.ref();
    return outgoing;
  };
}

/** Some agents for proxies assign a connection only when it is open. */
function isConnected(socket: Socket, isTls: boolean): boolean {
  if (socket.connecting) return false;
  return !isTls || (socket instanceof TLSSocket && socket.getFinished() !== undefined);
}
