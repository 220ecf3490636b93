import type { UntypedOutput } from "@dataflow/core";
import type { SortKeyInput, UntypedFilter } from "@dataflow/query";
import type { Infer } from "./infer.ts";
import type { FieldNameOf, InferFilter, InferSort } from "./infer-query.ts";
import type { IsClosed, RegistryOf, RelationsOf } from "./relation-types.ts";

/** What is wanted of a relation that leads to one row. */
export interface OneInclude<Target> {
  /** Which row: null stands beside a row whose own does not match. */
  readonly filter?: InferFilter<Target>;
  /** The fields to give; all when absent. */
  readonly fields?: readonly FieldNameOf<Target>[];
  /** Relations of its own, 4 levels deep at most. */
  readonly include?: IncludeInput<Target>;
}

/** What is wanted of a relation that leads to many rows. */
export interface ManyInclude<Target> extends OneInclude<Target> {
  readonly orderBy?: InferSort<Target>;
  /** How many for each row, 0 to 10,000; 100 when absent. */
  readonly limit?: number;
}

/** What is wanted of a relation whose end the compiler does not know; it is checked when the list runs. */
export interface OpenInclude {
  readonly filter?: UntypedFilter;
  readonly orderBy?: readonly (string | SortKeyInput<string>)[];
  readonly limit?: number;
  readonly fields?: readonly string[];
  readonly include?: readonly string[] | { readonly [relation: string]: true | OpenInclude };
}

type RelationInclude<Relation> = Relation extends { readonly many: infer Many; readonly target: infer Target }
  ? Many extends true
    ? ManyInclude<Target>
    : OneInclude<Target>
  : never;

type KnownIncludes<Relations> = [keyof Relations] extends [never]
  ? never
  : { readonly [Name in keyof Relations]?: true | RelationInclude<Relations[Name]> };

/** The relations whose rows to put beside each row: their names, or what is wanted of each. */
export type IncludeInput<Model> =
  IsClosed<RegistryOf<Model>> extends true
    ? readonly (keyof RelationsOf<Model>)[] | KnownIncludes<RelationsOf<Model>>
    : readonly string[] | { readonly [relation: string]: true | OpenInclude };

/**
 * An include as it was written, checked. Where it fits so badly that nothing could be inferred, what may be written stands
 * here by itself, and the compiler's message speaks of that.
 */
export type CheckedInclude<Model, Include> =
  IncludeInput<Model> extends Include
    ? IncludeInput<Model>
    : Include & Exact<Include, IncludeInput<Model>> & IncludeInput<Model>; // the last for editors, which complete from it

/** Lets no key pass that the compiler would not let pass in an object written down where it is wanted. */
type Exact<Given, Allowed> = Given extends object
  ? Given extends readonly (infer Element)[]
    ? readonly Exact<Element, ElementsOf<Allowed>>[]
    : Given extends Date | RegExp | Uint8Array
      ? unknown
      : {
          readonly [Key in keyof Given]: Key extends KeysOf<Allowed>
            ? Exact<Given[Key], ValuesAt<Allowed, Key>>
            : never;
        }
  : unknown;

type ElementsOf<Lists> = Lists extends readonly (infer Element)[] ? Element : never;
type KeysOf<Type> = Type extends object ? keyof Type : never;
type ValuesAt<Type, Key> = Type extends object ? (Key extends keyof Type ? Type[Key] : never) : never;

/** The rows that stand beside a row, by the names of their relations. */
export type IncludedRows<Model, Include> = Include extends readonly (infer Name extends PropertyKey)[]
  ? number extends Include["length"]
    ? { readonly [Each in Name]?: RowsAt<RelationsOf<Model>, Each, true> }
    : { readonly [Each in Name]: RowsAt<RelationsOf<Model>, Each, true> }
  : { readonly [Name in keyof Include]: RowsAt<RelationsOf<Model>, Name, Include[Name]> };

type RowsAt<Relations, Name, Wanted> = Name extends keyof Relations
  ? Relations[Name] extends { readonly many: infer Many; readonly target: infer Target }
    ? Many extends true
      ? readonly IncludedRow<Target, Wanted>[]
      : IncludedRow<Target, Wanted> | null
    : never
  : UntypedOutput | readonly UntypedOutput[] | null;

/** A row at the end of a relation: the fields asked for, and what is included of its own. */
export type IncludedRow<Target, Wanted> = (Wanted extends { readonly fields: readonly (infer Name)[] }
  ? Pick<Infer<Target>, Name & keyof Infer<Target>>
  : Infer<Target>) &
  (Wanted extends { readonly include: infer Include } ? IncludedRows<Target, Include> : unknown);
