import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Request, Response } from 'express';
import type { Account, Administrator } from './account.js';
import { type Language, languageOf, otherLanguage, texts } from './language.js';
import { dayInChina, type Moment, momentFrom } from './moments.js';
import type { Problem } from './problems.js';
import { safeReturnTo } from './security.js';
import type { Texts } from './texts/en.js';
import { hint, type Tokens } from './tokens.js';

declare module 'express-session' {
  interface SessionData {
    /** Shown once, on the next page. */
    notice: keyof Texts['notices'];
  }
}

/** The pages and what each is given. */
interface Pages {
  home: {
    signInHref: string;
    /** Replaces a missing picture. */
    initial: string;
    notice: string | undefined;
    /** Where to ask for a QR code, and DingTalk's script that draws it. */
    qrCode: { action: string; script: string } | undefined;
    /** What a page inside DingTalk needs to sign in by itself. */
    inApp: { action: string; report: string; script: string; clientId: string; corpId: string } | undefined;
    /** Address of the simulator, when there is one. */
    simulator: string | undefined;
    adminConsole: string | undefined;
    directory: string | undefined;
    /** Redirect URL to register at DingTalk; shown during development only. */
    redirectUrl: string | undefined;
  };
  profile: {
    account: Account;
    /** Replaces a missing picture. */
    initial: string;
    notice: string | undefined;
    /** Whether DingTalk was asked for a staff record at all. */
    staffAsked: boolean;
    hiredOn: string | undefined;
    /** When DingTalk last confirmed the membership; absent for users who aren't checked. */
    confirmed: Moment | undefined;
    raw: string;
    accessToken: { hint: string; ends: Moment } | undefined;
    refreshToken: { hint: string; ends: Moment } | undefined;
  };
  admin: { account: Account; initial: string; raw: string; administrator: Administrator };
  problem: {
    problem: Problem;
    actions: { href: string; label: string }[];
    /** What happened and what they can do, for the person in front of the browser. */
    person: string;
    /** For the administrator; absent where visitors are strangers. */
    details: { label: string; value: string }[] | undefined;
    /** Whether the package's doctor may find more. */
    hasDoctor: boolean;
  };
}

const eta = new Eta({
  views: fileURLToPath(new URL('views', import.meta.url)),
  cache: true,
  autoFilter: true,
  // A value that was forgotten is a mistake here, not the word "undefined" on a page.
  filterFunction: (value) => {
    if (value === undefined || value === null) throw new Error('A page uses a value that it was not given.');
    return String(value);
  },
});

/** Answers with a page in the visitor's language. */
export type Show = <Name extends keyof Pages>(
  req: Request,
  res: Response,
  page: Name,
  data: Pages[Name] & { title: string; languagePath?: string | undefined },
) => void;

export function createShow({ simulated }: { simulated: boolean }): Show {
  return (req, res, page, { languagePath, ...data }) => {
    const language = languageOf(res);
    const path = safeReturnTo(languagePath ?? req.originalUrl, '/');
    const shared = {
      t: texts[language],
      language,
      other: linkToOther(language, path),
      user: req.user,
      simulated,
    };
    res.type('html').send(eta.render(page, { ...shared, ...data }));
  };
}

function linkToOther(language: Language, path: string): { language: Language; href: string; name: string } {
  const other = otherLanguage(language, path);
  return { ...other, name: texts[other.language].languageName };
}

/** The texts in the visitor's language. */
export function textsFor(res: Response): Texts {
  return texts[languageOf(res)];
}

/** The message for this page, which is then forgotten. */
export function takeNotice(req: Request, res: Response): string | undefined {
  const { notice } = req.session;
  if (!notice) return undefined;
  delete req.session.notice;
  return textsFor(res).notices[notice];
}

/** What every page about a person is given. */
export function personPage(account: Account) {
  return { account, initial: initialOf(account), raw: indented(account.raw) };
}

/** Replaces a missing picture. */
export function initialOf(account: Account | undefined): string {
  const name = account?.displayName?.trim() ?? '';
  const letters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  // Of Chinese names the last one: the first is the family's.
  const initial = /\p{Script=Han}/u.test(letters.at(-1) ?? '') ? letters.at(-1) : letters[0];
  return initial?.toUpperCase() ?? '?';
}

/** What the profile page is given. */
export function profilePage(
  account: Account,
  { tokens, confirmedAt }: { tokens: Tokens | undefined; confirmedAt: Date | undefined },
  language: Language,
) {
  return {
    ...personPage(account),
    hiredOn: account.staff?.hiredAt === undefined ? undefined : dayInChina(account.staff.hiredAt, language),
    confirmed: confirmedAt && momentFrom(confirmedAt.getTime(), language),
    accessToken: tokens && {
      hint: hint(tokens.accessToken),
      ends: momentFrom(tokens.accessTokenEnds, language),
    },
    refreshToken: tokens?.refreshToken
      ? { hint: hint(tokens.refreshToken), ends: momentFrom(tokens.refreshTokenEnds, language) }
      : undefined,
  };
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
