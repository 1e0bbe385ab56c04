import { describe, expect, it } from 'vitest';
import { defaultPeople } from '../../lib/simulator/index.js';
import { type ExampleApp, organization, person, press, signIn, visit } from '../helpers/example-app.js';

const { corpId } = organization;
const employee = { unionId: 'simulatorTeaPicker', nick: '茶农', organizations: [corpId] };
const people = [...defaultPeople, employee];

/** Where DingTalk's admin console leads somebody who opens the app there. */
function opened({ simulator }: ExampleApp, unionId = person.unionId): string {
  const { pathname, search } = new URL(simulator.adminUrl({ clientId: 'dingexampleapp', unionId }));
  return pathname + search;
}

describe('the admin page', () => {
  it('shows who administers which organization, at an address without the code, until they sign out', async () => {
    const { app, visitor } = await visit();
    const path = opened(app);
    expect(path).toMatch(/^\/admin\?code=/);
    await visitor.get(path).expect(303).expect('Location', '/admin');
    const { text } = await visitor.get('/admin').expect(200);
    for (const shown of [`<h1>${person.nick}</h1>`, 'You administer 星河茶社', corpId, 'tea-007']) {
      expect(text).toContain(shown);
    }
    await press(visitor, '/sign-out').expect(303);
    await visitor.get('/admin').expect(401);
  });

  it('is closed to people who administer nothing', async () => {
    const { app, visitor } = await visit({ people });
    await visitor.get(opened(app, employee.unionId)).expect(403, /You are not an administrator here/);
    await visitor.get('/admin').expect(401);
  });

  it('tells who comes by another way to open it from the console, also when they are signed in', async () => {
    const { app, visitor } = await visit();
    await visitor.get('/admin').expect(401, /You did not come from the admin console/);
    await signIn(app, visitor);
    await visitor.get('/admin').expect(401, /You did not come from the admin console/);
  });

  it('does not exist without an SSO secret', async () => {
    const { visitor } = await visit({ app: { organization: { corpId } } });
    await visitor.get('/admin?code=a').expect(404);
  });
});
