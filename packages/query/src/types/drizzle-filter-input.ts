import type { ColumnKind } from "@dataflow/core";
import type { Table } from "drizzle-orm";
import type { KindByColumnType } from "../dialects/drizzle-tables.ts";
import type { FieldSpec } from "./field-spec.ts";
import type { Filter } from "./filter.ts";

type KindOf<ColumnType extends string> = ColumnType extends keyof KindByColumnType
  ? KindByColumnType[ColumnType]
  : "unknown";

interface SpecOf<Kind extends ColumnKind, Value> extends FieldSpec {
  readonly kind: Kind;
  readonly value: Value;
  /** A join may leave any column without a value. */
  readonly nullable: true;
}

type SpecsOf<DrizzleTable extends Table> = {
  readonly [Name in keyof DrizzleTable["_"]["columns"] & string]: SpecOf<
    KindOf<DrizzleTable["_"]["columns"][Name]["_"]["columnType"]>,
    DrizzleTable["_"]["columns"][Name]["_"]["data"]
  >;
};

/** A filter over the columns of a table of drizzle's, by the names that they have in the program. */
export type DrizzleFilter<DrizzleTable extends Table> = Filter<SpecsOf<DrizzleTable>>;
