import type { ForeignKey, Table, TableIndex, UniqueConstraint } from "@dataflow/core";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import type { ConstraintDifference } from "./schema-difference.ts";
import { tableLabel, tablePlace } from "./table-name.ts";

/**
 * Compares the keys, references and indexes of one table, by what they do. A primary key or a unique index over the same
 * columns is as good as a unique constraint, and a unique constraint as good as an index over the same columns.
 *
 * @param actual the table there is
 * @param wanted the table wanted
 * @returns what is missing (warnings) and what is there besides (info)
 */
export function compareConstraints(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  return [
    ...comparePrimaryKeys(actual, wanted),
    ...missingUniques(actual, wanted),
    ...missingForeignKeys(actual, wanted),
    ...missingIndexes(actual, wanted),
    ...compareTextIndexes(actual, wanted),
    ...extras(actual, wanted),
  ];
}

function comparePrimaryKeys(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  if (canonicalJson(actual.primaryKey?.columns) === canonicalJson(wanted.primaryKey?.columns)) return [];
  const message =
    `the primary key of "${tableLabel(wanted)}" is ${listed(actual.primaryKey?.columns)}, ` +
    `and the model declares ${listed(wanted.primaryKey?.columns)}`;
  const { primaryKey: wantedKey } = wanted;
  return [{ kind: "primaryKey", ...warning(wanted), message, wanted: wantedKey, actual: actual.primaryKey }];
}

function missingUniques(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  const found = uniqueColumnSets(actual);
  return wanted.uniques
    .filter((unique) => !found.has(columnSet(unique.columns)))
    .map((unique) => {
      const message = `the table "${tableLabel(wanted)}" lacks the unique constraint "${unique.name}" over ${listed(unique.columns)}`;
      return { kind: "missingUnique", ...warning(wanted), message, wanted: unique };
    });
}

function missingForeignKeys(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  const found = new Set(actual.foreignKeys.map(foreignKeyMeaning));
  return wanted.foreignKeys
    .filter((foreignKey) => !found.has(foreignKeyMeaning(foreignKey)))
    .map((foreignKey) => {
      const message =
        `the table "${tableLabel(wanted)}" lacks the foreign key "${foreignKey.name}" ` +
        `from ${listed(foreignKey.columns)} to "${foreignKey.references.table}"`;
      return { kind: "missingForeignKey", ...warning(wanted), message, wanted: foreignKey };
    });
}

function missingIndexes(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  const found = indexMeanings(actual);
  return wanted.indexes
    .filter((index) => !found.has(indexMeaning(index)))
    .map((index) => {
      const columns = index.columns.map((column) => column.name);
      const message = `the table "${tableLabel(wanted)}" lacks the index "${index.name}" over ${listed(columns)}`;
      return { kind: "missingIndex", ...warning(wanted), message, wanted: index };
    });
}

/** Searches name the index, so one of another name is none. Without it they fail. */
function compareTextIndexes(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  if (canonicalJson(actual.textIndex) === canonicalJson(wanted.textIndex)) return [];
  const [found, index] = [actual.textIndex, wanted.textIndex];
  const differences: ConstraintDifference[] = [];
  const where = `the table "${tableLabel(wanted)}"`;
  if (index !== undefined) {
    const message = `${where} lacks the text index "${index.name}" over ${listed(index.columns)}, which textIndexStatements() of @dataflow/query makes`;
    differences.push({ kind: "missingTextIndex", ...warning(wanted), severity: "error", message, wanted: index });
  }
  if (found !== undefined) {
    const message = `${where} has a text index "${found.name}" over ${listed(found.columns)} that its model does not declare`;
    differences.push({ kind: "extraTextIndex", ...warning(wanted), severity: "info", message, actual: found });
  }
  return differences;
}

function extras(actual: Table, wanted: Table): readonly ConstraintDifference[] {
  const base = { severity: "info", ...tablePlace(wanted) } as const;
  const where = `the table "${tableLabel(wanted)}" has`;
  const besides = "that its model does not declare";
  const uniques = uniqueColumnSets(wanted);
  const foreignKeys = new Set(wanted.foreignKeys.map(foreignKeyMeaning));
  const indexes = indexMeanings(wanted);
  return [
    ...actual.uniques
      .filter((unique) => !uniques.has(columnSet(unique.columns)))
      .map((unique) => {
        const message = `${where} a unique constraint "${unique.name}" ${besides}`;
        return { kind: "extraUnique", ...base, message, actual: unique } as const;
      }),
    ...actual.foreignKeys
      .filter((foreignKey) => !foreignKeys.has(foreignKeyMeaning(foreignKey)))
      .map((foreignKey) => {
        const message = `${where} a foreign key "${foreignKey.name}" ${besides}`;
        return { kind: "extraForeignKey", ...base, message, actual: foreignKey } as const;
      }),
    ...actual.indexes
      .filter((index) => !indexes.has(indexMeaning(index)))
      .map((index) => {
        const message = `${where} an index "${index.name}" ${besides}`;
        return { kind: "extraIndex", ...base, message, actual: index } as const;
      }),
  ];
}

/** Uniqueness does not depend on the order of columns. */
function columnSet(columns: readonly string[]): string {
  return canonicalJson(columns.toSorted());
}

function uniqueColumnSets(table: Table): ReadonlySet<string> {
  const unique = (index: TableIndex): boolean => index.unique;
  return new Set([
    ...(table.primaryKey ? [columnSet(table.primaryKey.columns)] : []),
    ...table.uniques.map((constraint) => columnSet(constraint.columns)),
    ...table.indexes.filter(unique).map((index) => columnSet(index.columns.map((column) => column.name))),
  ]);
}

/** What each index of a table can do; a unique constraint and a unique index can do all that a plain index can. */
function indexMeanings(table: Table): ReadonlySet<string> {
  const ofConstraint = (constraint: UniqueConstraint): TableIndex => ({
    name: constraint.name,
    columns: constraint.columns.map((name) => ({ name, direction: "asc" as const })),
    unique: true,
  });
  const indexes = [...table.uniques.map(ofConstraint), ...table.indexes];
  return new Set(
    indexes.flatMap((index) =>
      index.unique ? [indexMeaning(index), indexMeaning({ ...index, unique: false })] : [indexMeaning(index)],
    ),
  );
}

function indexMeaning(index: TableIndex): string {
  return canonicalJson([index.unique, index.columns.map((column) => [column.name, column.direction])]);
}

function foreignKeyMeaning(foreignKey: ForeignKey): string {
  const { columns, references, onDelete, onUpdate } = foreignKey;
  return canonicalJson([columns, references.table, references.columns, onDelete, onUpdate]);
}

function listed(columns: readonly string[] | undefined): string {
  return columns === undefined ? "none" : `(${columns.join(", ")})`;
}

function warning(table: Table): { readonly severity: "warning"; readonly table: string; readonly schema?: string } {
  return { severity: "warning", ...tablePlace(table) };
}
