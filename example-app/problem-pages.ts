import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { isDingTalkError } from 'passport-dingtalk-oauth2';
import type { AppConfig } from './config.js';
import { SIGN_IN_PATH } from './paths.js';
import {
  HttpProblem,
  logEntryFor,
  type Problem,
  type ProblemKind,
  problemFrom,
  SignInFailure,
} from './problems.js';
import type { Texts } from './texts/en.js';
import { type Show, textsFor } from './views.js';

const LAST_PROBLEM_PATH = '/problem';
/** Not worth a line in the log: any stray link can cause them. */
const ROUTINE: ProblemKind[] = ['not-found', 'method-not-allowed', 'code-missing'];

declare module 'express-session' {
  interface SessionData {
    /** The last failed sign-in. Its page can't be asked for again by its own address: that would spend another code. */
    problem: Problem;
  }
}

/** Ends what no route has answered. */
export function notFound(): RequestHandler {
  return (_req, _res, next) => next(new HttpProblem('not-found', 404));
}

/** The last failed sign-in once more, for reading it in the other language. */
export function lastProblem(config: AppConfig, show: Show): Router {
  const router = Router();
  router.get(LAST_PROBLEM_PATH, (req, res) => {
    const { problem } = req.session;
    if (!problem) return res.redirect(303, '/');
    showProblem(config, show, problem, req, res);
  });
  return router;
}

/** Turns every error into a page for the person and a line in the log for the administrator. */
export function problemHandler(config: AppConfig, show: Show): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = problemFrom(error);
    if (!ROUTINE.includes(problem.kind)) {
      config.log({ ...logEntryFor(problem, error), method: req.method, path: req.path });
    }
    // The answer is out already, for example when only saving the session failed behind it.
    if (res.writableEnded) return;
    if (res.headersSent) return next(error);
    const isAboutSignIn = error instanceof SignInFailure || isDingTalkError(error);
    if (isAboutSignIn && req.session) req.session.problem = problem;
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
  const again = { href: SIGN_IN_PATH, label: t.problem.again };
  const home = { href: '/', label: t.problem.home };
  const profile = { href: '/profile', label: t.problem.backToProfile };
  const canHelp = languagePath === LAST_PROBLEM_PATH && problem.tryAgain;
  show(req, res.status(problem.status), 'problem', {
    title: t.problem.problems[problem.kind].title,
    problem,
    reference: [...ROUTINE, 'access-denied'].includes(problem.kind) ? undefined : problem.reference,
    details: config.production || problem.kind === 'not-found' ? undefined : detailsOf(problem, t.problem),
    actions: req.user ? [profile] : canHelp ? [again, home] : [home],
    languagePath,
  });
}

function detailsOf(
  { kind, status, dingtalk }: Problem,
  t: Texts['problem'],
): { label: string; value: string }[] {
  const all: [label: string, value: unknown][] = [
    [t.code, kind],
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
