import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { AppConfig } from './config.js';
import { HttpProblem } from './problems.js';

// Addresses are compared on a host that does not exist.
const SITE = 'http://site.invalid';
/** It is kept in a cookie while the person is at DingTalk. */
const MAX_LENGTH = 1000;

type Site = Pick<AppConfig, 'publicUrl'>;

/** The one address of each kind that a page uses besides this site's own. */
interface Foreign {
  picture?: string | undefined;
  script?: string | undefined;
  frame?: string | undefined;
  connect?: string | undefined;
}

/** Security headers for every answer. */
export function securityHeaders(site: Site): RequestHandler {
  return helmet({
    contentSecurityPolicy: contentSecurityPolicy(site, {}),
    frameguard: { action: 'deny' },
    strictTransportSecurity: isHttps(site),
    // Not "no-referrer": with it, browsers send "Origin: null" with our own forms.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** Lets one page use what a sign-in method needs of DingTalk. */
export function allow(req: Request, res: Response, site: Site, foreign: Foreign): void {
  helmet.contentSecurityPolicy(contentSecurityPolicy(site, foreign))(req, res, (error) => {
    if (error) throw error;
  });
}

/**
 * Lets pages show the signed-in person's picture from where DingTalk keeps it. To be used once it is known who is
 * signed in.
 */
export function allowPicture(site: Site): RequestHandler {
  return (req, res, next) => {
    const picture = pictureOrigin(req.user?.photo);
    if (picture) allow(req, res, site, { picture });
    next();
  };
}

function isHttps({ publicUrl }: Site): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

function contentSecurityPolicy(site: Site, { picture, script, frame, connect }: Foreign) {
  const andOurs = (foreign?: string) => (foreign ? ["'self'", foreign] : ["'self'"]);
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: andOurs(script),
      // Pico's stylesheet has small pictures in itself.
      imgSrc: [...andOurs(picture), 'data:'],
      // Our own scripts call the server only where one of DingTalk's has a part.
      ...(script && { connectSrc: andOurs(connect) }),
      ...(frame && { frameSrc: [frame] }),
      // Enough although sign-in ends at DingTalk: it starts from a link, not from a form.
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...(isHttps(site) && { upgradeInsecureRequests: [] }),
    },
  };
}

function pictureOrigin(photo?: string): string | undefined {
  if (!photo || !URL.canParse(photo)) return undefined;
  const { origin, protocol, hostname } = new URL(photo);
  // The simulator's pictures come by plain http, from this machine.
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback) ? origin : undefined;
}

/**
 * Refuses requests that change something and were not sent by a page of this site (cross-site request forgery).
 * Browsers say where a request comes from in `Sec-Fetch-Site`; older ones, and all on plain http, in `Origin`.
 */
export function sameOriginOnly(publicUrl?: string): RequestHandler {
  return (req, _res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    const site = req.get('sec-fetch-site');
    const own = publicUrl ?? `${req.protocol}://${req.host}`;
    const isOwn = site === undefined ? req.get('origin') === own : site === 'same-origin';
    next(isOwn ? undefined : new HttpProblem('cross-site', 403));
  };
}

/**
 * The path to go to after signing in if it is one of this site, otherwise `fallback`. Any link to us can bring a
 * `returnTo`: `//evil.example`, `/\evil.example` and the like must not lead away from here.
 */
export function safeReturnTo(value: unknown, fallback = '/profile'): string {
  if (typeof value !== 'string' || !value.startsWith('/') || hasTrickyCharacter(value)) return fallback;
  if (!URL.canParse(value, SITE)) return fallback;
  const { origin, pathname, search, hash } = new URL(value, SITE);
  // "/.//evil.example" has become "//evil.example" by now, which a browser reads as another host.
  if (origin !== SITE || pathname.startsWith('//')) return fallback;
  // Back to the sign-in itself would go round in circles.
  if (pathname.startsWith('/auth/')) return fallback;
  const path = pathname + search + hash;
  return path.length > MAX_LENGTH ? fallback : path;
}

/** Browsers drop tabs and line breaks from addresses and read a backslash as a slash. */
function hasTrickyCharacter(value: string): boolean {
  for (const character of value) {
    const code = character.charCodeAt(0);
    if (code < 0x20 || code === 0x7f || character === '\\') return true;
  }
  return false;
}
