import type { ColumnKind } from "@dataflow/core";
import type { Field, FieldTraits } from "../definition/field.ts";
import type { ModelDefinition } from "../definition/model-definition.ts";
import type { KindOfColumn } from "../dialects/drizzle-types.ts";

/** What the types of drizzle say about a column. */
interface DrizzleColumnTypes {
  readonly columnType: string;
  readonly data: unknown;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly isPrimaryKey: boolean;
}

/** A column of a drizzle table. */
export interface DrizzleColumn {
  readonly name: string;
  readonly _: DrizzleColumnTypes;
}

/**
 * A table made with drizzle, for either database. Described by its shape, so that the types of drizzle are only needed
 * where a drizzle table is.
 */
export interface DrizzleTable {
  readonly _: {
    readonly brand: "Table";
    readonly name: string;
    readonly columns: Readonly<Record<string, DrizzleColumn>>;
  };
}

type KindOf<Types extends DrizzleColumnTypes> = Types["columnType"] extends keyof KindOfColumn
  ? KindOfColumn[Types["columnType"]] extends "text"
    ? string extends Types["data"]
      ? "text"
      : "enum"
    : KindOfColumn[Types["columnType"]]
  : ColumnKind;

/** Drizzle calls bytes a `Buffer`; a model gives what they are. */
type ValueOfColumn<Types extends DrizzleColumnTypes> = KindOf<Types> extends "bytes" ? Uint8Array : Types["data"];

type Negated<Flag> = Flag extends true ? false : true;

type FieldOf<Types extends DrizzleColumnTypes> = Field<
  ValueOfColumn<Types>,
  FieldTraits<KindOf<Types>, Negated<Types["notNull"]>, Types["hasDefault"], Types["isPrimaryKey"]>
>;

/** The fields of a model that was made from a drizzle table. */
export type FieldsFromDrizzle<Table extends DrizzleTable> = {
  readonly [Name in keyof Table["_"]["columns"]]: FieldOf<Table["_"]["columns"][Name]["_"]>;
};

/** The options of a model that was made from a drizzle table: what the table has, DataFlow does not add to. */
export interface OptionsFromDrizzle {
  readonly timestamps: false;
}

/**
 * The definition of a model that was made from a drizzle table, so that `Infer` and the other types work on it.
 *
 * @example
 * ```ts
 * import { definitionFromDrizzle, type Infer, type ModelFromDrizzle } from "@dataflow/model";
 * import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
 *
 * const users = sqliteTable("users", { id: integer().primaryKey(), name: text().notNull() });
 * const User: ModelFromDrizzle<typeof users> = definitionFromDrizzle(users);
 * const user: Infer<typeof User> = { id: 1, name: "Alice" };
 * ```
 */
export type ModelFromDrizzle<Table extends DrizzleTable> = ModelDefinition<
  string,
  FieldsFromDrizzle<Table>,
  OptionsFromDrizzle
>;
