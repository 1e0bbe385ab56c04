import { Strategy } from 'passport-strategy';

/** Passport's base class of strategies, which the types that come with Passport know only as an interface. */
export const PassportStrategy: new () => object = Strategy;
