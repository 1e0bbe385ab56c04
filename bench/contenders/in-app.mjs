// A sign-in from inside DingTalk, which no redirect announces.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Passport } from 'passport';
import { DingTalkInAppStrategy } from 'passport-dingtalk-oauth2';

export function prepare({ clientId, clientSecret }) {
  const strategy = new DingTalkInAppStrategy({ clientID: clientId, clientSecret }, (profile, done) =>
    done(null, profile),
  );
  const finish = new Passport().use(strategy).authenticate(strategy.name, { session: false });
  return ({ code }) => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const request = Object.assign(new IncomingMessage(null), { method: 'POST', headers, body: { code } });
    const response = new ServerResponse(request);
    return () =>
      new Promise((resolve, reject) => {
        response.end = () => reject(new Error(`refused with ${response.statusCode}`));
        finish(request, response, (error) => (error ? reject(error) : resolve(request.user.unionId)));
      });
  };
}
