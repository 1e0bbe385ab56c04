import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { isDingTalkError } from 'passport-dingtalk-oauth2';
import { type AppConfig, SIGN_IN_PATH } from './config.js';
import { languageOf } from './language.js';
import {
  ClientProblem,
  HttpProblem,
  logEntryFor,
  type OwnKind,
  type Problem,
  problemFrom,
  SignInFailure,
} from './problems.js';
import type { Texts } from './texts/en.js';
import { type Show, textsFor } from './views.js';

const LAST_PROBLEM_PATH = '/problem';
const KEPT_FOR_STRANGERS_MS = 10 * 60 * 1000;
/** Problems that the doctor can find the cause of. */
const FOR_THE_DOCTOR = /^DINGTALK_(?!UNAVAILABLE$)|^client-(?:refused|not-permitted)$|^code-rejected$/;

declare module 'express-session' {
  interface SessionData {
    /** The last failed sign-in. Its page can't be asked for again by its own address: that would spend another code. */
    problem: Problem;
  }
}

/** Answers what no route has answered. */
export function notFound(): RequestHandler {
  return (_req, _res, next) => next(new HttpProblem('not-found', 404));
}

/** The last failed sign-in once more, for reading it in the other language. */
export function lastProblem(config: AppConfig, show: Show): Router {
  const router = Router();
  router.get(LAST_PROBLEM_PATH, (req, res) => {
    const { problem } = req.session;
    // Not to be signed in at once and fail again, without end, where no session is kept.
    if (!problem) return res.redirect(303, '/?by=link');
    showProblem(config, show, problem, req, res);
  });
  return router;
}

/** Turns every error into a page for the person and a line in the log for the administrator. */
export function problemHandler(config: AppConfig, show: Show): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = problemFrom(error);
    config.log({ ...logEntryFor(problem, error), method: req.method, path: req.path });
    // The answer is out already, for example when only saving the session failed behind it.
    if (res.writableEnded) return;
    if (res.headersSent) return next(error);
    const isAboutSignIn =
      error instanceof SignInFailure || error instanceof ClientProblem || isDingTalkError(error);
    if (isAboutSignIn && req.session) {
      req.session.problem = problem;
      // Anyone can fail to sign in, again and again.
      if (!req.user) req.session.cookie.maxAge = KEPT_FOR_STRANGERS_MS;
    }
    const languagePath = isAboutSignIn ? LAST_PROBLEM_PATH : req.method === 'GET' ? req.originalUrl : '/';
    showProblem(config, show, problem, req, res, languagePath);
  };
}

function showProblem(
  config: AppConfig,
  show: Show,
  problem: Problem,
  req: Parameters<Show>[0],
  res: Parameters<Show>[1],
  languagePath = LAST_PROBLEM_PATH,
): void {
  const t = textsFor(res);
  const again = { href: SIGN_IN_PATH, label: problem.person ? t.problem.again : t.signIn };
  const home = { href: '/', label: t.problem.home };
  const profile = { href: '/profile', label: t.problem.backToProfile };
  const mayTryAgain = languagePath === LAST_PROBLEM_PATH && problem.tryAgain;
  show(req, res.status(problem.status), 'problem', {
    title: t.problem.problems[problem.kind].title,
    problem,
    // Ours first: the package's text for such a request is about signing in.
    person: t.problem.own[problem.kind as OwnKind] ?? problem.person?.[languageOf(res)],
    details: config.production ? undefined : detailsOf(problem, t.problem),
    hasDoctor: FOR_THE_DOCTOR.test(problem.kind),
    actions: req.user ? [profile] : mayTryAgain ? [again, home] : [home],
    languagePath,
  });
}

function detailsOf(
  { kind, reason, status, dingtalk }: Problem,
  t: Texts['problem'],
): { label: string; value: string }[] {
  const all: [label: string, value: unknown][] = [
    [t.code, kind],
    [t.reason, reason],
    [t.answer, status],
    [t.requiredScopes, dingtalk?.requiredScopes?.join(', ')],
    [t.providerCode, dingtalk?.providerCode],
    [t.providerMessage, dingtalk?.providerMessage],
    [t.upstreamStatus, dingtalk?.upstreamStatus],
    [t.endpoint, dingtalk?.endpoint],
    [t.requestId, dingtalk?.requestId],
    // Says no more than the lines above when DingTalk gave a reason.
    [t.message, dingtalk?.providerCode ? undefined : dingtalk?.message],
  ];
  return all.flatMap(([label, value]) => (value ? [{ label, value: String(value) }] : []));
}
