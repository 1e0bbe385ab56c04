/** A browser without a screen: keeps cookies, follows no redirect by itself. */
export class Visitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers });
  }

  /** Posts a form. */
  async post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  /** The names of the cookies that it keeps. */
  get cookies(): string[] {
    return [...this.#cookies.keys()];
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** Takes all cookies of another visitor: the same browser, at another process. */
  adopt(other: Visitor): void {
    for (const [name, value] of other.#cookies) this.#cookies.set(name, value);
  }

  /** Takes the cookies of an answer. */
  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && /; *(?:max-age=0|expires=[^;]* 1970 [^;]*)(?:;|$)/i.test(line))
        this.#cookies.delete(name);
      else if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
  }

  async #send(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = new URL(path, this.#origin);
    if (url.origin !== this.#origin) throw new Error(`the visitor stays on ${this.#origin}`);
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    this.keep(response);
    return response;
  }
}

/** Where an answer redirects to. */
export function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`HTTP ${response.status} without a Location`);
  return new URL(location, response.url);
}

/** Presses a button of DingTalk's consent page, and says where that leads. */
export async function decide(
  page: string | URL,
  choice: Record<string, string> = { decision: 'agree' },
): Promise<URL> {
  // Not by `node:http`, whose calls in this process a report of the doctor has in it.
  const body = new URLSearchParams(choice);
  return locationOf(await fetch(page, { method: 'POST', body, redirect: 'manual' }));
}
