/** A filter over a table whose fields the compiler does not know; it is checked when it is parsed. */
export interface UntypedFilter {
  readonly [key: string]: unknown;
}

/** What the types of a query need to know about a relation. */
export interface RelationSpec {
  /** What a filter may say about it: a filter over the row it leads to, or {@link RelationOperators} over many. */
  readonly condition: unknown;
}

/** What may be said of the rows at the end of a relation that leads to many. */
export interface RelationOperators<Related = UntypedFilter> {
  readonly $some?: Related;
  readonly $none?: Related;
  readonly $every?: Related;
}

/** Conditions on the rows at the ends of relations, joined by "and". */
export type RelatedFilters<Relations> = [keyof Relations] extends [never]
  ? unknown
  : { readonly [Name in keyof Relations]?: Relations[Name] extends RelationSpec ? Relations[Name]["condition"] : never };
