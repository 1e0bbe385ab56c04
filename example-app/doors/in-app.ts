import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type passport from 'passport';
import { IN_APP_PATH, IN_APP_PROBLEM_PATH } from '../paths.js';
import { ClientProblem, HttpProblem } from '../problems.js';
import { safeReturnTo } from '../return-to.js';
import { enter } from './enter.js';

/** Where a page that is open inside DingTalk posts the code that the DingTalk client gave it. */
export function inAppDoor(authenticator: passport.Authenticator): Router {
  const router = Router();
  router.post(
    IN_APP_PATH,
    express.json({ limit: '4kb' }),
    unreadable,
    enter(authenticator, 'dingtalk-in-app', (req) => safeReturnTo(req.query.returnTo)),
  );
  // The DingTalk client has no log that anybody could look into: its refusals go into ours.
  router.post(IN_APP_PROBLEM_PATH, express.json({ limit: '4kb' }), unreadable, clientProblem);
  return router;
}

/** A body that is no JSON is the sender's mistake, not ours. */
const unreadable: ErrorRequestHandler = (_error, _req, _res, next) => {
  next(new HttpProblem('callback-malformed', 400));
};

const clientProblem: RequestHandler = (req, _res, next) => {
  next(new ClientProblem((req.body as { code?: unknown } | undefined)?.code));
};
