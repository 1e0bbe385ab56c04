import { Strategy as OAuth2Strategy } from 'passport-oauth2';

/** Passport's base class of strategies: what the strategy of passport-oauth2 extends. */
export const PassportStrategy: new () => object = Object.getPrototypeOf(OAuth2Strategy.prototype).constructor;
