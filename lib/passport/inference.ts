/**
 * The options of a door, by whether its `verify` takes the request. The second half holds nothing; it is where
 * TypeScript learns `WithRequest` from. Overloads instead would have it explain each mistake by all of them.
 */
export type OptionsFor<WithRequest extends boolean, Plain, Requesting> =
  | ([WithRequest] extends [true] ? Requesting : Plain)
  | (WithRequest extends never ? { passReqToCallback?: WithRequest | undefined } : never);

/** Holds nothing, and has TypeScript learn `Given`. */
export type Learn<Given> = Given extends never ? Given : never;

/** The shape of `verify` that is meant, by whether it takes the request. */
export type ShapeFor<WithRequest extends boolean, Plain, Requesting> = [WithRequest] extends [true]
  ? Requesting
  : Plain;
