/**
 * A result whose shape the compiler does not know: any key may be read, and what is there is just as unknown.
 * Narrow it yourself, or declare the models up front to have real types.
 */
export interface UntypedOutput {
  readonly [key: string]: UntypedOutput;
}

/** Whether a type says nothing about its keys. */
export type IsUntyped<Value> = unknown extends Value
  ? true
  : [Value] extends [UntypedOutput]
    ? [UntypedOutput] extends [Value]
      ? true
      : false
    : false;
