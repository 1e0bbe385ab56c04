import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** How long a connection waits for its first request: servers close those that nothing comes on after a minute. */
export const waitingMs = 50_000;

/** A request of which nothing has been sent, neither path nor headers. */
export interface UnsentRequest {
  outgoing: ClientRequest;
  /** Whether its connection stood idle, and so may be closing. */
  hasWaited: boolean;
}

/** A connection that is being opened, or open, for a request that is not known yet. */
export interface WaitingConnection {
  /** The request that the connection is for; `undefined` once it is of no use. Can be taken once. */
  take(): UnsentRequest | undefined;
  /** Closes the connection without a word to {@link openAhead}'s `onEnd`. */
  close(): void;
}

/**
 * Opens a connection by making a request and not sending it, which works with any agent and which the server does
 * not see. Keeps the process alive only until it is open.
 * @param makeRequest - for the path `/`
 * @param onEnd - called when it is closed, or could not be opened, before it was taken
 */
export function openAhead(
  makeRequest: () => ClientRequest,
  { isTls, timeoutMs, onEnd }: { isTls: boolean; timeoutMs: number; onEnd: () => void },
): WaitingConnection | undefined {
  let outgoing: ClientRequest;
  try {
    outgoing = makeRequest();
  } catch {
    onEnd();
    return undefined;
  }
  let hasWaited = false;
  let isOver = false;
  let timer = setTimeout(end, timeoutMs).unref();
  // What comes before anything was sent is no answer, but for example a server's word that it waited long enough.
  outgoing.on('error', end).on('response', end).on('close', end);
  outgoing.once('socket', (socket) => {
    if (isOver) return;
    socket.unref();
    const isOpen = () => {
      if (isOver) return;
      hasWaited = true;
      clearTimeout(timer);
      timer = setTimeout(end, waitingMs).unref();
    };
    if (isConnected(socket, isTls)) isOpen();
    else socket.once(isTls ? 'secureConnect' : 'connect', isOpen);
  });

  function close(): void {
    isOver = true;
    clearTimeout(timer);
    outgoing.destroy();
  }

  function end(): void {
    if (isOver) return;
    close();
    onEnd();
  }

  return {
    close,
    take() {
      // An agent for a proxy may have written into the path.
      if (outgoing.path !== '/' || outgoing.socket?.writable === false) end();
      if (isOver) return undefined;
      isOver = true;
      clearTimeout(timer);
      outgoing.off('error', end).off('response', end).off('close', end);
      outgoing.socket?.ref();
      return { outgoing, hasWaited };
    },
  };
}

/** Some agents for proxies hand a connection over only when it is open. */
function isConnected(socket: Socket, isTls: boolean): boolean {
  if (socket.connecting) return false;
  return !isTls || (socket instanceof TLSSocket && socket.getFinished() !== undefined);
}
