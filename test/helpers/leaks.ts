import { inspect } from 'node:util';
import fc from 'fast-check';

/** What a value may look like once it has been through a URL or a JSON text. */
export function forms(secret: string): string[] {
  const encoded = encodeURIComponent(secret);
  const strictly = encoded.replace(/[~!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  const everyByte = Buffer.from(secret).toString('hex').replace(/../g, '%$&');
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  return [...new Set([secret, encoded, strictly, everyByte, form, JSON.stringify(secret).slice(1, -1)])];
}

/** Every way in which an error reaches a log or a page. */
export function everythingOf(error: unknown): string {
  const { stack, message, cause } = error as Error;
  return [
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    String(error),
    stack,
    message,
    inspect(cause, { depth: Infinity, showHidden: true }),
    JSON.stringify(cause),
    // Non-enumerable fields and what JSON leaves out.
    ...Reflect.ownKeys(error as object).map((key) => inspect((error as never)[key], { depth: Infinity })),
  ].join('\n');
}

/** Texts such as secrets are. */
export const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point)),
  minLength: 12,
  maxLength: 40,
});

/** What a careless gateway would quote. */
export const echoes = (secrets: readonly string[]): string => secrets.flatMap(forms).join(' ');
