/** A value now or later. A node that answers at once costs the runtime no turn of the event loop. */
export type MaybePromise<Value> = Value | Promise<Value>;
