import type { IsUntyped } from "./untyped-output.ts";

/** What a path leads to when there is nothing of that name. */
export interface NoSuchPath {
  readonly "~noSuchPath": true;
}

/** How many segments of a path the compiler follows; the rest is checked when the workflow runs. */
type MaximumDepth = 4;

/**
 * The type of the value at a dotted path: `ValueAt<{ records: { id: number }[] }, "records.0.id">` is `number`.
 * `"."` is the whole result.
 */
export type ValueAt<Value, Path extends string> = Path extends "." ? Value : Walk<Value, Path, []>;

type Walk<Value, Path extends string, Depth extends readonly 1[]> =
  IsUntyped<Value> extends true
    ? unknown
    : Depth["length"] extends MaximumDepth
      ? unknown
      : Path extends `${infer Head}.${infer Rest}`
        ? Walk<Exclude<Member<Value, Head>, NoSuchPath>, Rest, readonly [...Depth, 1]>
        : Member<Value, Path>;

type Leaf = Date | Uint8Array | ((...values: never) => unknown);

/** One step into a value. A null on the way has no members: at run time it is an error that names both ends. */
type Member<Value, Key extends string> = Value extends null | undefined
  ? never
  : Value extends readonly (infer Element)[]
    ? Key extends `${number}`
      ? Element
      : Key extends "length"
        ? number
        : NoSuchPath
    : Value extends Leaf
      ? NoSuchPath
      : Value extends object
        ? Key extends keyof Value
          ? Exclude<Value[Key], undefined>
          : NoSuchPath
        : NoSuchPath;

/** The path itself when it leads somewhere; otherwise the names that would have been valid at its beginning. */
export type CheckedPath<Output, Path extends string> =
  IsUntyped<Output> extends true
    ? Path
    : [Exclude<ValueAt<Output, Path>, NoSuchPath>] extends [never]
      ? FirstSegments<Output>
      : Path;

type FirstSegments<Output> =
  | "."
  | (Output extends readonly unknown[] ? `${number}` : keyof NonNullable<Output> & string);
