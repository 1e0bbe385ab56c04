import type { Request, Response } from 'express';
import type { Texts } from './texts/en.js';
import { textsFor } from './views.js';

declare module 'express-session' {
  interface SessionData {
    /** Said once, on the next page. */
    notice: keyof Texts['notices'];
  }
}

/** What to say on this page, and on no other. */
export function takeNotice(req: Request, res: Response): string | undefined {
  const { notice } = req.session;
  if (!notice) return undefined;
  delete req.session.notice;
  return textsFor(res).notices[notice];
}
