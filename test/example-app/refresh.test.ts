import { beforeEach, describe, expect, it } from 'vitest';
import { hint } from '../../example-app/tokens.js';
import { type ExampleApp, press, signIn, startExampleApp, type Visitor } from '../helpers/example-app.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let app: ExampleApp;
let visitor: Visitor;
let now: number;

beforeEach(async () => {
  now = Date.now();
  app = await startExampleApp({ clock: () => now });
  visitor = app.visitor();
  await signIn(app, visitor);
});

/** The last characters of both tokens, as the profile shows them. */
async function hints(): Promise<string[]> {
  const { text } = await visitor.get('/profile').expect(200);
  return [...text.matchAll(/••••(\w{4})</g)].map(([, characters]) => characters ?? '');
}

function refreshes() {
  return app.simulator.requests
    .filter(({ endpoint }) => endpoint === 'userAccessToken')
    .map(({ body }) => JSON.parse(body) as { grantType: string; refreshToken?: string })
    .filter(({ grantType }) => grantType === 'refresh_token');
}

describe('the Refresh tokens button', () => {
  it('pressed twice at the same moment asks DingTalk once', async () => {
    app.simulator.fail('userAccessToken', { delayMs: 1500 });
    // supertest sends nothing before it is awaited.
    const first = press(visitor, '/refresh').then((answer) => answer);
    await expect.poll(() => refreshes().length).toBe(1);
    const answers = await Promise.all([first, press(visitor, '/refresh')]);
    expect(answers.map(({ headers }) => headers.location)).toEqual(['/profile', '/profile']);
    expect(refreshes()).toHaveLength(1);
    await press(visitor, '/refresh').expect('Location', '/profile');
    expect(refreshes()).toHaveLength(2);
  });

  it('signs out with a clear message when the refresh token has ended', async () => {
    now += 31 * DAY_MS;
    await press(visitor, '/refresh').expect(303).expect('Location', '/');
    const { text } = await visitor.get('/').expect(200);
    expect(text).toContain('Your sign-in at DingTalk has ended, so we signed you out. Please sign in again.');
    expect(text).toContain('>Sign in with DingTalk</a>');
    await visitor.get('/profile').expect(303);
  });

  it('keeps who is signed in when DingTalk is only away', async () => {
    const before = await hints();
    app.simulator.fail('userAccessToken', { hangUp: true });
    await press(visitor, '/refresh').expect(502, /DINGTALK_NETWORK/);
    expect(await hints()).toEqual(before);
    await press(visitor, '/refresh').expect('Location', '/profile');
  });

  it('does nothing for who is not signed in', async () => {
    await press(app.visitor(), '/refresh').expect(303).expect('Location', '/');
    expect(refreshes()).toEqual([]);
  });
});

describe('hint', () => {
  it('shows four characters of a token, and none of a short one', () => {
    expect(hint('0123456789abcdef')).toBe('cdef');
    expect(hint('0123456789abcde')).toBe('');
  });
});
