import * as z from 'zod4';
import type { SimulatorMember } from './organizations.js';
import { text, wellFormed } from './parse.js';

/** Who opens which app inside DingTalk: the argument of {@link Simulator.inAppCode} and {@link Simulator.adminUrl}. */
export interface SimulatorAppUser {
  /** The app that is opened: one of the `clients`. */
  clientId: string;
  /** Who opens it: a member of the organization, neither an external contact nor one who has left. */
  unionId: string;
  /**
   * The organization where the app is opened: an internal app's own, or one that installed a third-party app.
   * @defaultValue the first of those
   */
  corpId?: string | undefined;
}

/** @internal */
export const appUserSchema = z.strictObject({ clientId: text, unionId: text, corpId: text.optional() });

/** Who consents to what: the argument of {@link Simulator.authorize}. */
export interface SimulatorAuthorization {
  /** The app that asks: one of the `clients`. */
  clientId: string;
  /** Where the app wants the code: one of the client's `redirectUrls`, exactly. */
  redirectUri: string;
  /** The person who consents: one of the `people`. */
  unionId: string;
  /** `openid` or `openid corpid`. @defaultValue `'openid'` */
  scope?: string | undefined;
  /** The organization chosen; needs `corpid` in the scope. @defaultValue the person's first, where the scope has it */
  corpId?: string | undefined;
  /** What the app sent to DingTalk, returned as it is. @defaultValue none, and the redirect has none */
  state?: string | undefined;
}

/** @internal */
export const authorizationSchema = appUserSchema.extend({
  redirectUri: text,
  scope: text.default('openid'),
  state: wellFormed.optional(),
});

/**
 * The record of a person who joins an organization: the argument of {@link Simulator.join}. With only a `corpId`, the
 * previous record applies, or a plain member's.
 */
export interface SimulatorMembership extends Partial<Omit<SimulatorMember, 'unionId' | 'left'>> {
  /** One of the `organizations`. @defaultValue the first organization */
  corpId?: string | undefined;
}

/** @internal */
export const membershipSchema = z.looseObject({ corpId: text.optional() });
