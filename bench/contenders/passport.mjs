import { IncomingMessage, ServerResponse } from 'node:http';
import { Passport } from 'passport';

/**
 * Callbacks through Passport's own middleware, with state. Requests and responses are Node's own objects, made before
 * the clock starts, with the query and the session that a host would have added; no socket is behind them, so that
 * what reading and answering the visitor's request costs, which is the same for everybody, is left out.
 */
export function callbackThroughPassport(strategy) {
  const passport = new Passport().use(strategy);
  const finish = passport.authenticate(strategy.name, { session: false });

  return async ({ code }) => {
    const session = {};
    const state = await begin(passport, strategy.name, session);
    const request = makeRequest('/callback', { code, authCode: code, state }, session);
    const response = new ServerResponse(request);
    return () =>
      new Promise((resolve, reject) => {
        response.end = () => reject(new Error(`refused with ${response.statusCode}`));
        finish(request, response, (error) => (error ? reject(error) : resolve(request.user.unionId)));
      });
  };
}

/** The first half of a sign-in; returns the state that is now on its way to DingTalk. */
function begin(passport, name, session) {
  const request = makeRequest('/begin', {}, session);
  const response = new ServerResponse(request);
  return new Promise((resolve, reject) => {
    response.end = () => resolve(new URL(response.getHeader('location')).searchParams.get('state'));
    // New options each time: node-passport-dingtalk writes into them.
    passport.authenticate(name, { session: false })(request, response, reject);
  });
}

function makeRequest(path, query, session) {
  const url = `${path}?${new URLSearchParams(query)}`;
  return Object.assign(new IncomingMessage(null), { method: 'GET', url, query, session });
}
