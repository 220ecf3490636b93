import type { Node } from "@pgsql/types";

/** Identities are those of the server's catalog; whatever a script makes gets one that begins with "new". */
export type Oid = string;

/** A table, an index, a view and so on, as `pg_class` has it. */
export interface RelationFact {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  /** The letter of `relkind`. */
  readonly kind: string;
  readonly owner: string;
  readonly persistence: string;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  /** The composite type that a table was made of. */
  readonly ofType: Oid | null;
  readonly rowType: Oid | null;
  /** Only of a partitioned table. */
  readonly partitioning: PartitioningFact | null;
}

/** How a table is partitioned. */
export interface PartitioningFact {
  readonly strategy: string;
  /** 0 stands for an expression. */
  readonly keys: readonly number[];
  readonly defaultPartition: Oid | null;
}

/** A column, as `pg_attribute` has it. */
export interface ColumnFact {
  readonly table: Oid;
  readonly number: number;
  readonly name: string;
  readonly type: Oid;
  readonly modifier: number;
  readonly collation: Oid;
  readonly isNotNull: boolean;
  /** `s` stored, `v` virtual, empty otherwise. */
  readonly generated: string;
  readonly identity: string;
}

/** A constraint, as `pg_constraint` has it. */
export interface ConstraintFact {
  readonly oid: Oid;
  readonly name: string;
  /** The letter of `contype`. */
  readonly type: string;
  readonly table: Oid | null;
  readonly domain: Oid | null;
  readonly isValidated: boolean;
  readonly isEnforced: boolean;
  readonly columns: readonly number[];
  readonly references: Oid | null;
  readonly referencedColumns: readonly number[];
  readonly index: Oid | null;
  readonly parent: Oid | null;
  /** What a CHECK demands, parsed. */
  readonly expression: Node | null;
}

/** An index, as `pg_index` has it. */
export interface IndexFact {
  readonly oid: Oid;
  readonly table: Oid;
  /** 0 stands for an expression. */
  readonly keys: readonly number[];
  /** All columns that its keys, expressions and condition read. */
  readonly reads: readonly number[];
  readonly hasExpressions: boolean;
  readonly operatorClasses: readonly Oid[];
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  readonly isClustered: boolean;
  readonly isReplicaIdentity: boolean;
}

/** A type, as `pg_type` has it. */
export interface TypeFact {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  /** The letter of `typtype`. */
  readonly kind: string;
  readonly base: Oid | null;
  readonly baseModifier: number;
  readonly isNotNull: boolean;
  readonly element: Oid | null;
  readonly array: Oid | null;
  readonly collation: Oid;
  readonly isPreferred: boolean;
}

/** A child of a table: a partition or one that inherits. */
export interface InheritanceFact {
  readonly child: Oid;
  readonly parent: Oid;
}

/** A way from one type to another: `b` is the same bytes, `f` a function, `i` by way of text. */
export interface CastFact {
  readonly source: Oid;
  readonly target: Oid;
  readonly method: string;
}

/** The operator class that an index has when none is named. */
export interface DefaultClassFact {
  readonly method: string;
  readonly type: Oid;
  readonly oid: Oid;
  readonly isPolymorphic: boolean;
}

/** Something that is a part of a table without being a relation: a trigger, a policy, a rule, a default. */
export interface PartFact {
  /** The catalog: `pg_trigger`. */
  readonly catalog: string;
  readonly oid: Oid;
  readonly table: Oid;
  readonly name: string;
  readonly schema: string | null;
  readonly column: number;
}

/** One object needs another, as `pg_depend` has it; both are addresses. */
export interface DependencyFact {
  readonly dependent: Address;
  readonly on: Address;
  readonly type: string;
}

/** `pg_class 16384 2`: a catalog, an identity and a column or 0. */
export type Address = `${string} ${Oid} ${number}`;

/** A name and the schema it is in. */
export interface NamedFact {
  readonly schema: string;
  readonly name: string;
}

/** A schema, a function, a publication: something with an identity and a name. */
export interface ObjectFact {
  readonly catalog: string;
  readonly oid: Oid;
  readonly schema: string | null;
  readonly name: string;
}

/** All that a PostgreSQL server has to be asked before the effects of statements can be foretold. */
export interface PostgresFacts {
  readonly dialect: "postgres";
  /** As one number: 150004. */
  readonly serverVersion: number;
  /** The schemas in which names without one are looked for. */
  readonly searchPath: readonly string[];
  readonly user: string;
  /** Whether the session's time is UTC: then a timestamp is the same with and without a time zone. */
  readonly isUtc: boolean;
  readonly relations: readonly RelationFact[];
  readonly columns: readonly ColumnFact[];
  readonly constraints: readonly ConstraintFact[];
  readonly indexes: readonly IndexFact[];
  readonly inheritance: readonly InheritanceFact[];
  readonly types: readonly TypeFact[];
  readonly casts: readonly CastFact[];
  readonly defaultClasses: readonly DefaultClassFact[];
  readonly parts: readonly PartFact[];
  readonly objects: readonly ObjectFact[];
  readonly dependencies: readonly DependencyFact[];
  /** The functions that may give another value each time they are called. */
  readonly volatileFunctions: readonly NamedFact[];
  readonly volatileOperators: readonly string[];
}
