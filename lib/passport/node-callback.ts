/**
 * Gives a promise's outcome to a function of Node's form. Not from within the promise, where whatever the function
 * throws would become a rejection nobody handles. Costs a tenth of `util.callbackify`, which defines a function anew
 * for each call.
 */
export function toNodeCallback<T>(promise: Promise<T>, done: (error: unknown, value?: T) => void): void {
  promise.then(
    (value) => process.nextTick(done, null, value),
    // A rejection is an error, whatever it was rejected with.
    (error: unknown) => process.nextTick(done, error || new Error('Rejected without a reason')),
  );
}
