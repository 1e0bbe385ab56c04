interface NodeResponse {
  headersSent: boolean;
  appendHeader(name: string, value: string): unknown;
}

interface FastifyReply {
  sent: boolean;
  /** Adds to what there is, for `Set-Cookie`. */
  header(name: string, value: string): unknown;
}

/** A request of whatever framework, as far as it leads to its response. */
interface Answerable {
  /** Express, and whoever does as it does. */
  res?: unknown;
  /** koa-passport, whose `res` is a stand-in that would replace what others set. */
  ctx?: { res?: unknown };
}

/**
 * Adds cookies to the answer of a request, beside those of others.
 * @throws Error when the request does not lead to its response, or when the answer is on its way
 */
export function addCookies(req: unknown, cookies: readonly string[]): void {
  if (!cookies.length) return;
  const { ctx, res } = req as Answerable;
  const response = (ctx?.res ?? res) as Partial<NodeResponse & FastifyReply> | null | undefined;
  const add = response?.appendHeader ?? response?.header;
  if (!response || typeof add !== 'function') throw noResponse();
  if (response.headersSent || response.sent) {
    throw new Error('CookieStateStore cannot set its cookie: the answer to this request is on its way.');
  }
  for (const cookie of cookies) add.call(response, 'Set-Cookie', cookie);
}

function noResponse(): Error {
  return new Error(
    'CookieStateStore sets a cookie, and this request does not lead to its response. Express, NestJS on Express and ' +
      'koa-passport provide `req.res`; in Fastify add a hook: ' +
      "app.addHook('onRequest', async (request, reply) => { Object.assign(request, { res: reply }); }).",
  );
}

/** Whether the browser sent this request over https, as far as the framework knows. */
export function isOverHttps(req: unknown): boolean {
  const { secure, protocol, socket } = req as {
    secure?: unknown;
    protocol?: unknown;
    socket?: { encrypted?: unknown } | null;
  };
  return secure === true || protocol === 'https' || socket?.encrypted === true;
}
