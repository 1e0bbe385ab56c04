import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { HttpProblem } from './problems.js';

/** Security headers for every answer; `https` when visitors come by https. */
export function securityHeaders(site: { https: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: contentSecurityPolicy(site),
    frameguard: { action: 'deny' },
    strictTransportSecurity: site.https,
    // Not "no-referrer": with it, browsers send "Origin: null" with our own forms.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/**
 * Lets pages show the signed-in person's picture from where DingTalk keeps it: the one thing that does not come
 * from this site. To be used once it is known who is signed in.
 */
export function allowPicture(site: { https: boolean }): RequestHandler {
  return (req, res, next) => {
    const picture = pictureOrigin(req.user?.photo);
    if (!picture) return next();
    helmet.contentSecurityPolicy(contentSecurityPolicy(site, picture))(req, res, next);
  };
}

function contentSecurityPolicy({ https }: { https: boolean }, picture?: string) {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: picture ? ["'self'", picture] : ["'self'"],
      // Enough although sign-in ends at DingTalk: it starts from a link, not from a form.
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...(https && { upgradeInsecureRequests: [] }),
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
