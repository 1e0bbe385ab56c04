import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** One call as it went over the wire. */
export interface Recorded {
  method: string;
  /** Without the query, which has a token in it. */
  path: string;
  answer?: Answer;
}

/** What came, as far as it came. */
export type Answer = ReturnType<typeof answerOf>;

const channel = 'http.client.request.start';

/** Notes what these hosts answer in this process. */
export function record(origins: readonly string[]) {
  const hosts = new Set(origins.map((origin) => new URL(origin).host));
  const calls: Recorded[] = [];
  const notice = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (!hosts.has(String(request.getHeader('host')))) return;
    const { pathname } = new URL(request.path, 'http://localhost');
    const call: Recorded = { method: request.method, path: pathname };
    calls.push(call);
    // Ahead of the client's own listener, which may decide to read no further.
    request.prependOnceListener('response', (incoming) => {
      call.answer = answerOf(incoming);
    });
  };
  subscribe(channel, notice);
  return { calls, stop: () => unsubscribe(channel, notice) };
}

function answerOf(incoming: IncomingMessage) {
  const answer = {
    status: incoming.statusCode ?? 0,
    headerNames: Object.keys(incoming.headers).sort(),
    contentType: incoming.headers['content-type'],
    /** Of these the values too; they show what stands between. */
    headers: incoming.headers as Partial<Record<'location' | 'content-encoding' | 'server', string>>,
    body: '',
    isWhole: false,
  };
  const chunks: Buffer[] = [];
  // A text where the reader asked for texts. Of a body that is too long, the client stops the reading.
  incoming.on('data', (chunk: Buffer | string) => chunks.push(Buffer.from(chunk as string)));
  incoming.on('end', () => {
    answer.body = Buffer.concat(chunks).toString();
    answer.isWhole = true;
  });
  return answer;
}
