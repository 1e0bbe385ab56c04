import type { Request } from './request.js';

/**
 * Whether the browser loads this page ahead, and may never show it.
 * @see {@link https://www.w3.org/TR/resource-hints/#purpose Sec-Purpose}
 */
function isPrefetch(req: Request): boolean {
  const { headers = {} } = req as Partial<Request>;
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /^(?:prefetch|preview)\b/i.test(String(headers[name] ?? '').trim()),
  );
}

/**
 * Why a preview (a HEAD request, or a page loaded ahead) must not finish a sign-in: the code works once. A page loaded
 * ahead is an error, not a failure, because the browser could show the page of `failureRedirect` to the user.
 */
export function refusalOfPreview(req: Request): 'method-not-allowed' | 'prefetch-refused' | undefined {
  if (isPrefetch(req)) return 'prefetch-refused';
  return req.method === 'HEAD' ? 'method-not-allowed' : undefined;
}

/** Whether a person may have made this request: false for scripts, pictures, frames and pages loaded ahead. */
export function isNavigation(req: Request): boolean {
  return req.method !== 'HEAD' && isPage(req) && !isPrefetch(req);
}

/** Whether the browser opens the answer as a page; where it does not say, it may. */
export function isPage(req: Request): boolean {
  const { 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-dest': destination = 'document' } =
    req.headers ?? {};
  return mode === 'navigate' && destination === 'document';
}
