/** What a frame is, by RFC 6455. */
export const OPCODE = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** No more of a message is read. */
const LENGTH_LIMIT = 64 * 1024;

export interface Frame {
  readonly opcode: number;
  /** Whether it is the last of its message. */
  readonly isLast: boolean;
  readonly payload: Buffer;
}

/** What is wrong with what was sent, as the status that the connection is closed with. */
export class FrameError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Takes the first frame off what a client sent.
 * @returns undefined while it has not arrived whole
 * @throws FrameError for what no client may send
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-5.2}
 */
export function takeFrame(bytes: Buffer): { frame: Frame; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  const opcode = first & 0x0f;
  const isLast = (first & 0x80) !== 0;
  if ((first & 0x70) !== 0) throw new FrameError(1002, 'an extension that nobody agreed to');
  if (!Object.values<number>(OPCODE).includes(opcode)) throw new FrameError(1002, 'an unknown opcode');
  if ((second & 0x80) === 0) throw new FrameError(1002, 'a frame without a mask');
  const short = second & 0x7f;
  if (opcode >= OPCODE.close && (!isLast || short > 125)) {
    throw new FrameError(1002, 'a control frame in parts, or too long');
  }
  const maskAt = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < maskAt + 4) return undefined;
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (length > LENGTH_LIMIT) throw new FrameError(1009, 'more than 64 KiB');
  const payloadAt = maskAt + 4;
  const end = payloadAt + length;
  if (bytes.length < end) return undefined;
  const payload = Buffer.from(bytes.subarray(payloadAt, end));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (bytes[maskAt + (index % 4)] ?? 0);
  return { frame: { opcode, isLast, payload }, rest: bytes.subarray(end) };
}

/** A whole message, or a control frame, as a server sends it: without a mask. */
export function toFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 2 ** 16 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 2 ** 16 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Puts the parts of messages together, and reads them as text. */
export class Messages {
  #parts: Buffer[] | undefined;

  /**
   * @returns a message that is complete now
   * @throws FrameError for a part out of order, and for what is no text
   */
  add({ opcode, isLast, payload }: Frame): string | undefined {
    if (opcode === OPCODE.binary) throw new FrameError(1003, 'not text');
    if ((opcode === OPCODE.more) !== (this.#parts !== undefined))
      throw new FrameError(1002, 'a part out of order');
    const parts = [...(this.#parts ?? []), payload];
    if (parts.reduce((sum, { length }) => sum + length, 0) > LENGTH_LIMIT) {
      throw new FrameError(1009, 'more than 64 KiB');
    }
    this.#parts = isLast ? undefined : parts;
    if (!isLast) return undefined;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
    } catch {
      throw new FrameError(1007, 'not UTF-8');
    }
  }
}
