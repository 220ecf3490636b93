import type { ReferentialAction } from "@dataflow/core";
import type { ObjectId } from "./object-id.ts";

/** The numbers of a sequence; they are texts, for they may have 64 bits. */
export interface SequenceOptions {
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/** A table without its columns, constraints and indexes. Fields of one dialect are absent on the other. */
export interface TableDefinition {
  /** PostgreSQL. */
  readonly persistence?: "permanent" | "unlogged";
  /** The key of a partitioned table: `RANGE (created_at)`. */
  readonly partitionBy?: string;
  /** The table it is a partition of, and its bound: `FOR VALUES FROM (1) TO (2)`, `DEFAULT`. */
  readonly partitionOf?: { readonly table: ObjectId; readonly bound: string };
  readonly inherits?: readonly ObjectId[];
  /** The composite type of a typed table. */
  readonly ofType?: ObjectId;
  /** Storage parameters, sorted: `fillfactor=70`. */
  readonly options?: readonly string[];
  readonly rowSecurity?: "enabled" | "forced" | "forced but not enabled";
  /** Absent means the primary key. */
  readonly replicaIdentity?: "nothing" | "full" | { readonly index: string };
  /** Absent means heap. */
  readonly accessMethod?: string;
  readonly tablespace?: string;
  /** SQLite. */
  readonly strict?: boolean;
  readonly withoutRowid?: boolean;
  readonly autoincrement?: boolean;
  /** A virtual table's module and arguments; it has no columns of its own to change. */
  readonly virtual?: string;
}

/** One column. */
export interface ColumnDefinition {
  /** As the server writes it: `numeric(12,2)`, `character varying(40)`; on SQLite as declared. */
  readonly type: string;
  /** Absent means the type's own. */
  readonly collation?: string;
  readonly notNull: boolean;
  /** PostgreSQL 18: a NOT NULL that has a name of its own or is not valid yet. */
  readonly notNullConstraint?: { readonly name: string; readonly valid: boolean; readonly noInherit: boolean };
  readonly default?: string;
  readonly identity?: { readonly generation: "always" | "by default"; readonly sequence: SequenceOptions };
  readonly generated?: { readonly expression: string; readonly kind: "stored" | "virtual" };
  readonly storage?: string;
  readonly compression?: string;
  readonly statistics?: number;
  readonly options?: readonly string[];
  /** A column that came only from a parent of its table; it is not declared and cannot be changed here. */
  readonly inherited?: true;
}

/** A primary key, unique, check, foreign key or exclusion. Each is a table constraint, also one that was written at a column. */
export interface ConstraintDefinition {
  readonly type: "primary key" | "unique" | "check" | "foreign key" | "exclude";
  /** The whole clause without `CONSTRAINT name`, in canonical words: `UNIQUE (a, b)`. */
  readonly sql: string;
  /** The columns it is about, in order; a check's in the order of the table. */
  readonly columns: readonly string[];
  readonly references?: {
    readonly table: ObjectId;
    readonly columns: readonly string[];
    readonly onDelete: ReferentialAction;
    readonly onUpdate: ReferentialAction;
  };
  /** False while rows from before it have not been checked. */
  readonly valid: boolean;
  /** Whether the table is clustered on the constraint's index. */
  readonly clustered?: true;
  /** A constraint that came only from a parent of its table. */
  readonly inherited?: true;
  /** A constraint without a name of its own (SQLite). */
  readonly unnamed?: true;
}

/** An index that is not there for a constraint's sake. */
export interface IndexDefinition {
  /** The statement that makes it, in canonical words. */
  readonly sql: string;
  readonly method: string;
  readonly unique: boolean;
  /** Its columns in order; an expression is null. */
  readonly columns: readonly (string | null)[];
  readonly predicate?: string;
  /** False after a concurrent build that failed. */
  readonly valid: boolean;
  /** The partitioned index that it belongs to. */
  readonly partOf?: ObjectId;
  /** Whether the table is clustered on it. */
  readonly clustered?: true;
  /** How closely the planner looks at a key that is an expression, by the number of the key. */
  readonly statistics?: Readonly<Record<string, number>>;
}

/** What each kind of object is made of. */
export interface ObjectDefinitions {
  readonly schema: Readonly<Record<never, never>>;
  /** The version is not a part of it: it is the server's to give. */
  readonly extension: { readonly schema: string };
  readonly collation: { readonly sql: string };
  readonly enum: { readonly values: readonly string[] };
  readonly composite: {
    readonly attributes: readonly { readonly name: string; readonly type: string; readonly collation?: string }[];
  };
  readonly range: { readonly sql: string };
  readonly domain: {
    readonly type: string;
    readonly collation?: string;
    readonly default?: string;
    readonly notNull: boolean;
    readonly checks: readonly { readonly name: string; readonly sql: string; readonly valid: boolean }[];
  };
  readonly sequence: SequenceOptions & { readonly persistence: "permanent" | "unlogged" };
  /** The whole CREATE OR REPLACE statement. A function of another result type has to be dropped first. */
  readonly function: {
    readonly sql: string;
    readonly returns: string;
    readonly kind: "function" | "procedure" | "window";
  };
  readonly aggregate: { readonly sql: string };
  readonly table: TableDefinition;
  readonly column: ColumnDefinition;
  readonly constraint: ConstraintDefinition;
  readonly index: IndexDefinition;
  readonly statistics: { readonly sql: string; readonly target?: number };
  /** That a sequence goes with a column. An object of its own, for sequence and column need each other. */
  readonly sequenceOwner: { readonly column: ObjectId };
  readonly view: {
    readonly query: string;
    /** Sorted: `security_barrier=true`. */
    readonly options?: readonly string[];
    readonly columns: readonly string[];
    /** Defaults of its columns, which inserts through it use. */
    readonly defaults?: Readonly<Record<string, string>>;
  };
  readonly materializedView: {
    readonly query: string;
    readonly options?: readonly string[];
    readonly columns: readonly string[];
    readonly accessMethod?: string;
    readonly tablespace?: string;
  };
  readonly rule: { readonly sql: string; readonly enabled: string };
  readonly trigger: { readonly sql: string; readonly enabled: string };
  readonly policy: {
    readonly command: string;
    readonly permissive: boolean;
    readonly roles: readonly string[];
    readonly using?: string;
    readonly check?: string;
  };
  readonly publication: { readonly sql: string };
  readonly eventTrigger: { readonly sql: string; readonly enabled: string };
  readonly comment: { readonly on: ObjectId; readonly text: string };
  /** Privileges of one role on one object; `grantable` are those that it may pass on. */
  readonly grant: {
    readonly on: ObjectId;
    readonly role: string;
    readonly privileges: readonly string[];
    readonly grantable: readonly string[];
    /** What the role may do with such an object from the start; absent means nothing. */
    readonly born?: readonly string[];
  };
  readonly defaultGrant: { readonly sql: string };
}
