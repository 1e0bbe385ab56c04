import type { Request, RequestHandler, Response } from 'express';
import { safeReturnTo } from './security.js';
import { en, type Texts } from './texts/en.js';
import { zh } from './texts/zh.js';

export type Language = 'en' | 'zh-CN';

export const texts: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zh };

const COOKIE = 'lang';
const ONE_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Finds the language of the visitor: chosen by a `?lang=` link and remembered, or as the browser asks.
 * A `?lang=` link leads back to the same page without the parameter.
 */
export function language(): RequestHandler {
  return (req, res, next) => {
    const chosen = req.query.lang;
    if (req.method === 'GET' && isLanguage(chosen)) {
      res.cookie(COOKIE, chosen, {
        maxAge: ONE_YEAR_MS,
        httpOnly: true,
        sameSite: 'lax',
        secure: req.secure,
      });
      return res.redirect(303, withoutChoice(req));
    }
    const found = remembered(req) ?? preferred(req);
    res.locals.language = found;
    res.set('Content-Language', found).vary('Accept-Language');
    next();
  };
}

/** The language that the middleware found for this answer. */
export function languageOf(res: Response): Language {
  return isLanguage(res.locals.language) ? res.locals.language : 'en';
}

/** The other of the two languages, and the link to it from the page at `path`. */
export function otherLanguage(language: Language, path: string): { language: Language; href: string } {
  const other = language === 'en' ? 'zh-CN' : 'en';
  return { language: other, href: `${path}${path.includes('?') ? '&' : '?'}lang=${other}` };
}

function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'zh-CN';
}

function remembered(req: Request): Language | undefined {
  const value = /(?:^|;\s*)lang=([^;]*)/.exec(req.headers.cookie ?? '')?.[1];
  return isLanguage(value) ? value : undefined;
}

function preferred(req: Request): Language {
  return req.acceptsLanguages('en', 'zh') === 'zh' ? 'zh-CN' : 'en';
}

function withoutChoice(req: Request): string {
  const [path = '/', query] = req.originalUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.delete('lang');
  return safeReturnTo(parameters.size > 0 ? `${path}?${parameters}` : path, '/');
}
