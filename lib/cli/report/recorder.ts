import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** One call as it went over the wire. */
export interface Recorded {
  method: string;
  /** Without the query, which has a token in it. */
  path: string;
  /** Absent while no answer came. */
  answer?: ReturnType<typeof answerOf>;
}

const channel = 'http.client.request.start';

/** Far more than any answer of DingTalk's; what is longer is none. */
const maxBodyBytes = 1024 * 1024;

/** Notes what these hosts answer in this process. */
export class Recorder {
  readonly calls: Recorded[] = [];
  readonly #hosts: ReadonlySet<string>;
  readonly #notice = (message: unknown) => this.#record((message as { request: ClientRequest }).request);

  constructor(origins: readonly string[]) {
    this.#hosts = new Set(origins.map((origin) => new URL(origin).host));
    subscribe(channel, this.#notice);
  }

  stop(): void {
    unsubscribe(channel, this.#notice);
  }

  #record(request: ClientRequest): void {
    if (request.method === 'CONNECT' || !this.#hosts.has(String(request.getHeader('host')))) return;
    // An agent for a proxy may have put the host before the path.
    const { pathname } = new URL(request.path, 'http://localhost');
    const call: Recorded = { method: request.method, path: pathname };
    this.calls.push(call);
    // Ahead of the client's own listener, which may decide to read no further.
    request.prependOnceListener('response', (incoming) => {
      call.answer = answerOf(incoming);
    });
  }
}

/** An answer, of which the body comes in by and by. */
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
  let size = 0;
  // A text where the reader asked for texts.
  incoming.on('data', (chunk: Buffer | string) => {
    const bytes = Buffer.from(chunk as string);
    size += bytes.length;
    if (size <= maxBodyBytes) chunks.push(bytes);
  });
  incoming.on('end', () => {
    answer.body = Buffer.concat(chunks).toString();
    answer.isWhole = size <= maxBodyBytes;
  });
  return answer;
}
