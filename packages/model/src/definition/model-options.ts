/** A field in an index: `"status"`, or `"-createdAt"` for descending order. */
export type IndexField<Name extends string = string> = Name | `-${Name}`;

/** An index over several fields, or one that is not ascending. */
export interface ModelIndex<Name extends string = string> {
  readonly fields: readonly IndexField<Name>[];
  /** Whether no two rows may have the same values. Default `false`. */
  readonly unique?: boolean;
  /** The name of the index; by default it is made of the names of the table and the columns. */
  readonly name?: string;
}

/** The names of the fields that DataFlow manages. */
export type ManagedFieldName = "id" | "tenantId" | "createdAt" | "updatedAt" | "deletedAt" | "version";

/** What can be said about a model beside its fields. */
export interface ModelOptions<Name extends string = string> {
  /** The table; by default the snake_case plural of the model's name. */
  readonly tableName?: string;
  /** The schema the table lives in, for databases that have several. */
  readonly schema?: string;
  /** What the model was called before, or its table: the table is renamed and keeps its rows. It may stay when that is done. */
  readonly renamedFrom?: string;
  /** Whether `createdAt` and `updatedAt` are kept. Default `true`. */
  readonly timestamps?: boolean;
  /** Whether deleting marks a row in `deletedAt` instead of removing it. Default `false`. */
  readonly softDelete?: boolean;
  /** Whether `version` counts the changes of a row, so that a change made on an old version is refused. Default `false`. */
  readonly versioned?: boolean;
  /**
   * Whether each row belongs to one tenant, and an operation sees only those of the tenant in its context. What is
   * unique is unique for one tenant. Default `false`.
   */
  readonly multiTenant?: boolean;
  /** Whether every write leaves a record of who touched which rows in `db.auditLog`. Default `false`. */
  readonly auditLog?: boolean;
  /** Indexes beside those of `.unique()` and `.index()`. */
  readonly indexes?: readonly ModelIndex<Name | ManagedFieldName>[];
  /** The text fields that `$text` searches. */
  readonly textSearch?: readonly Name[];
  /** The fields of a composite primary key, in order. */
  readonly primaryKey?: readonly Name[];
}

/** The options of a model for which none were given. */
export interface DefaultModelOptions {
  readonly timestamps?: true;
}
