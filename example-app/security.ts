import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import { HttpProblem } from './problems.js';

/** Security headers for every answer; `https` when visitors come by https. */
export function securityHeaders({ https }: { https: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", (req) => pictureSource(req as Request)],
        // Enough although sign-in ends at DingTalk: it starts from a link, not from a form.
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: https,
    // Not "no-referrer": with it, browsers send "Origin: null" with our own forms.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** The one picture from elsewhere: the signed-in person's, from where DingTalk says it is. */
function pictureSource(req: Request): string {
  const photo = req.user?.photo;
  if (!photo || !URL.canParse(photo)) return "'self'";
  const { origin, protocol, hostname } = new URL(photo);
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return protocol === 'https:' || (protocol === 'http:' && isLoopback) ? origin : "'self'";
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
