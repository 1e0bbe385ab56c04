/**
 * The options of a strategy, by whether its `verify` takes the request. The second half holds nothing; it is where
 * TypeScript learns `WithRequest` from. Overloads instead would have it explain each mistake by all of them.
 */
export type OptionsFor<WithRequest extends boolean | undefined, Plain, Requesting> =
  | ShapeFor<WithRequest, Plain, Requesting>
  | (WithRequest extends never ? { passReqToCallback?: WithRequest | undefined } : never);

/** Holds nothing, and has TypeScript learn `Given`. */
export type Learn<Given> = Given extends never ? Given : never;

/**
 * What is meant, by whether `verify` takes the request. Both are where TypeScript knows nothing of it: who asks for
 * the parameters of our constructors, as Nest's `PassportStrategy` does, gets `boolean | undefined` for `WithRequest`.
 */
export type ShapeFor<WithRequest extends boolean | undefined, Plain, Requesting> = [undefined] extends [
  WithRequest,
]
  ? Plain | Requesting
  : [WithRequest] extends [true]
    ? Requesting
    : Plain;
