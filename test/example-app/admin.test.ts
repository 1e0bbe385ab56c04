import { describe, expect, it } from 'vitest';
import { defaultPeople } from '../../lib/simulator/index.js';
import {
  type ExampleApp,
  type ExampleAppOptions,
  organization,
  person,
  press,
  signIn,
  startExampleApp,
} from '../helpers/example-app.js';

const { corpId } = organization;
const employee = { unionId: 'simulatorTeaPicker', nick: '茶农', organizations: [corpId] };

let app: ExampleApp;

async function start(options?: ExampleAppOptions) {
  app = await startExampleApp({ people: [...defaultPeople, employee], ...options });
  return app.visitor();
}

/** Where DingTalk's admin console leads somebody who opens the app there. */
function opened(unionId: string): string {
  const { pathname, search } = new URL(app.simulator.adminUrl({ clientId: 'dingexampleapp', unionId }));
  return pathname + search;
}

describe('the admin page', () => {
  it('shows who administers which organization, at an address without the code', async () => {
    const visitor = await start();
    const path = opened(person.unionId);
    expect(path).toMatch(/^\/admin\?code=/);
    const { headers } = await visitor.get(path).expect(303);
    expect(headers.location).toBe('/admin');
    const { text } = await visitor.get('/admin').expect(200);
    for (const shown of [`<h1>${person.nick}</h1>`, 'You administer 星河茶社', corpId, 'tea-007']) {
      expect(text).toContain(shown);
    }
  });

  it('is closed to people who administer nothing', async () => {
    const visitor = await start();
    await visitor.get(opened(employee.unionId)).expect(403, /You are not an administrator here/);
    await visitor.get('/admin').expect(401);
  });

  it('tells who comes by another way to open it from the console, also when they are signed in', async () => {
    const visitor = await start();
    await visitor.get('/admin').expect(401, /You did not come from the admin console/);
    await signIn(app, visitor);
    await visitor.get('/admin').expect(401, /You did not come from the admin console/);
  });

  it('is gone after signing out', async () => {
    const visitor = await start();
    await visitor.get(opened(person.unionId)).expect(303);
    await press(visitor, '/sign-out').expect(303);
    await visitor.get('/admin').expect(401);
  });

  it('does not exist without an SSO secret', async () => {
    const visitor = await start({ app: { organization: { corpId } } });
    await visitor.get('/admin?code=a').expect(404);
  });
});
