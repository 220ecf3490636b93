/** A filter over a table whose fields the compiler does not know; it is checked when it is parsed. */
export interface UntypedFilter {
  readonly [key: string]: unknown;
}

/**
 * What may be said of the rows at the end of a relation that leads to many.
 *
 * @example
 * ```ts
 * import type { Filter, RelationOperators } from "@dataflow/query";
 *
 * interface PostFields {
 *   title: { kind: "text"; value: string; nullable: false };
 * }
 * interface UserFields {
 *   name: { kind: "text"; value: string; nullable: false };
 * }
 * interface UserRelations {
 *   readonly posts?: RelationOperators<Filter<PostFields>>;
 * }
 * const filter: Filter<UserFields, UserRelations> = { name: "Ann", posts: { $some: { title: { $like: "A%" } } } };
 * ```
 */
export interface RelationOperators<Related = UntypedFilter> {
  readonly $some?: Related;
  readonly $none?: Related;
  readonly $every?: Related;
}
