import type { ServerResponse } from 'node:http';
import type { Answer } from '../gateway/http.js';
import type { SimulatorEndpoint } from '../gateway/routes.js';
import type { Fault } from '../settings/faults.js';

/** The next fault for a call: its own, or one for all calls, which are those of both gateways. */
export function takeFault(faults: Fault[], endpoint: SimulatorEndpoint): Fault | undefined {
  const nextFor = (name: string) => faults.find((fault) => fault.endpoint === name);
  const next = nextFor(endpoint) ?? (endpoint === 'authorize' ? undefined : nextFor('all'));
  if (!next) return undefined;
  next.times -= 1;
  if (next.times === 0) faults.splice(faults.indexOf(next), 1);
  return next;
}

/** Writes an answer as the fault has it. When the connection ends, nothing waits any longer. */
export function send(response: ServerResponse, answer: Answer, fault?: Fault): void {
  const { delayMs = 0, after, hangUp } = fault?.answer ?? {};
  const write = () => {
    if (hangUp) return void response.destroy();
    const bytes = Buffer.from(answer.body);
    // With the whole body allowed through, only a chunked one can still be without its end.
    const isEndless = after !== undefined && after.bytes >= bytes.length;
    const length = isEndless ? {} : { 'content-length': String(bytes.length) };
    response.writeHead(answer.status, { ...length, ...answer.headers });
    if (!after) return void response.end(bytes);
    const cut = () => after.ending === 'cut' && response.destroy();
    response.write(bytes.subarray(0, after.bytes), cut);
  };
  if (delayMs === 0) write();
  if (delayMs === 0 || delayMs === Infinity) return;
  const timer = setTimeout(write, delayMs);
  response.once('close', () => clearTimeout(timer));
}
