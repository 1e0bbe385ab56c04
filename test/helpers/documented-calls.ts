import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { echoes, everythingOf, forms } from './leaks.js';
import { answer, type RawServer, startRawServer } from './raw-server.js';

/** A call to DingTalk, and what is documented of it. */
export interface DocumentedCall<Client> {
  make: (client: Client) => Promise<unknown>;
  /** Method and path as they go out, with the query if there is one. */
  line: string;
  /** The access token in the header for it. */
  header?: string;
  body?: object;
  /** What nobody is to see: the client's own, the call's own, and what the caller says besides. */
  secrets: string[];
  operation: string;
  /** Whether it may be repeated. */
  isLook: boolean;
}

/** Has each call go out to a server, which gives what an answer could trip it up with. */
export function describeDocumentedCalls<Client>(
  calls: Record<string, DocumentedCall<Client>>,
  clientOf: (origins: { api: string; oapi: string }) => Client,
): void {
  describe.each(Object.entries(calls))('%s', (_name, call) => {
    const { make, line, header, body, secrets, operation, isLook } = call;
    let server: RawServer;
    let reply = '';
    beforeEach(async () => {
      server = await startRawServer((socket) => socket.write(reply));
    });
    afterEach(() => server.close());

    const failure = () =>
      make(clientOf({ api: server.origin, oapi: server.origin })).then(
        () => expect.unreachable('the call went through'),
        (error: unknown) => error as DingTalkError,
      );

    it('asks what DingTalk documents', async () => {
      reply = answer(200, {});
      await failure();
      const [head = '', sent = ''] = (server.received[0] ?? '').split('\r\n\r\n');
      expect(head.split('\r\n')[0]).toBe(`${line} HTTP/1.1`);
      expect(/^x-acs-dingtalk-access-token: (.*)$/im.exec(head)?.[1]).toBe(header);
      expect(sent === '' ? undefined : JSON.parse(sent)).toEqual(body);
    });

    it('shows nothing that is secret, whatever a refusal quotes of it', async () => {
      const quote = echoes(secrets);
      reply = answer(400, { code: 'x', message: `says ${quote}`, requestid: quote });
      const error = await failure();
      expect(error.providerMessage).toMatch(/^says \*\*\*/);
      const shown = everythingOf(error);
      for (const secret of secrets.flatMap(forms)) expect(shown).not.toContain(secret);
    });

    it('says what it was about when it failed', async () => {
      reply = answer(400, { code: 'somethingNew', message: 'm' });
      const error = await failure();
      expect(error).toBeInstanceOf(DingTalkError);
      expect(error).toMatchObject({ code: 'DINGTALK_REFUSED', providerMessage: 'm' });
      const path = line.replace(/\?.*/, '').replace(' ', ` ${new URL(server.origin).host}`);
      expect(error.endpoint).toBe(path);
      expect(error.message).toContain(` while ${operation}. `);
      // Nobody is sent to look for a mistake in these where DingTalk says nothing of them.
      expect(error.message).not.toMatch(/secret/i);
    });

    it(`is ${isLook ? 'repeated once, as it' : 'not repeated, unlike what'} changes nothing at DingTalk`, async () => {
      reply = answer(503, '');
      expect(await failure()).toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
      expect(server.received).toHaveLength(isLook ? 2 : 1);
    });
  });
}
