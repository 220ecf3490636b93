import type { ColumnDefault, ColumnType } from "@dataflow/core";
import type { FieldDeclaration, FieldDefault } from "../definition/field-declaration.ts";
import type { DrizzleDialect, Mapped, Unmapped } from "../dialects/drizzle-dialect.ts";
import type { ColumnConfig } from "./drizzle-core.ts";
import { drizzleCommon } from "./load-drizzle.ts";

/** A part of a drizzle table that has no equal in a model. */
export interface MappingProblem extends Unmapped {
  /** `"users.email"`, `"the index users_lower_idx"`. */
  readonly place: string;
}

/** The fields of a drizzle table, and what stands in the way. */
export interface ReadFields {
  readonly declarations: ReadonlyMap<string, FieldDeclaration>;
  /** The field of each column. */
  readonly nameOf: ReadonlyMap<string, string>;
  readonly problems: readonly MappingProblem[];
}

/**
 * Reads the columns of a drizzle table.
 *
 * @param table the table
 * @param tableName its name, for messages
 * @param dialect its database
 */
export function readFields(table: object, tableName: string, dialect: DrizzleDialect): ReadFields {
  const declarations = new Map<string, FieldDeclaration>();
  const nameOf = new Map<string, string>();
  const problems: MappingProblem[] = [];
  for (const [key, column] of Object.entries(drizzleCommon().getTableColumns(table))) {
    nameOf.set(column.name, key);
    const type = dialect.columnType(column);
    const parts = [...("value" in type ? [] : [type]), ...columnProblems(column)];
    const filled = columnDefault(column, dialect);
    if (filled !== undefined && !("value" in filled)) parts.push(filled);
    problems.push(...parts.map((part) => ({ ...part, place: `${tableName}.${key}` })));
    if (!("value" in type)) continue;
    declarations.set(
      key,
      declarationOf(column, type.value, filled !== undefined && "value" in filled ? filled.value : undefined),
    );
  }
  return { declarations, nameOf, problems };
}

function declarationOf(
  { name, notNull, primary, isUnique }: ColumnConfig,
  type: ColumnType,
  filled: FieldDefault | undefined,
): FieldDeclaration {
  return Object.freeze({
    type,
    isOptional: !notNull && !primary,
    isUnique,
    isPrimaryKey: primary,
    isIndexed: false,
    ...(filled === undefined ? {} : { default: filled }),
    validators: [],
    columnName: name,
  });
}

function columnProblems(column: ColumnConfig): readonly Unmapped[] {
  const problems: Unmapped[] = [];
  if (column.onUpdateFn !== undefined) {
    problems.push({
      problem: "has $onUpdate, which a model does not call",
      fix: "remove it, and set the field in each update",
    });
  }
  if (column.generated !== undefined) {
    problems.push({
      problem: "is computed by the database",
      fix: "leave the column out of the table that becomes a model",
    });
  }
  if (column.isUnique && column.uniqueType === "not distinct") {
    problems.push({ problem: "counts nulls as equal", fix: "make it required, or let nulls differ" });
  }
  return problems;
}

function columnDefault(column: ColumnConfig, dialect: DrizzleDialect): Mapped<FieldDefault> | undefined {
  if (dialect.isNumbered(column)) return { value: inDatabase({ kind: "autoIncrement" }) };
  if (column.defaultFn !== undefined) return { value: Object.freeze({ kind: "function", create: column.defaultFn }) };
  if (column.default === undefined || column.default === null) return undefined;
  if (!drizzleCommon().is(column.default, drizzleCommon().SQL)) {
    return { value: Object.freeze({ kind: "value", value: column.default }) };
  }
  const known = dialect.defaultOf(plainSql(column.default));
  return known === undefined ? SQL_DEFAULT : { value: known };
}

const SQL_DEFAULT: Unmapped = {
  problem: "has a default in SQL that only the database can compute",
  fix: "write it as a value, or as a function with $defaultFn",
};

function inDatabase(filled: ColumnDefault): FieldDefault {
  return Object.freeze({ kind: "database", default: Object.freeze(filled) });
}

/** The text of an SQL object without spaces and outer parentheses; empty when it has parameters. */
function plainSql(value: unknown): string {
  const { is, StringChunk } = drizzleCommon();
  // It was recognised as drizzle's SQL, which has these parts.
  const { queryChunks } = value as { readonly queryChunks: readonly unknown[] };
  if (!queryChunks.every((chunk) => is(chunk, StringChunk))) return "";
  const texts = queryChunks as readonly { readonly value: readonly string[] }[]; // each was recognised as one
  const text = texts.flatMap(({ value: parts }) => parts).join("");
  const plain = text.replaceAll(/\s/g, "").toLowerCase();
  return plain.startsWith("(") && plain.endsWith(")") ? plain.slice(1, -1) : plain;
}
