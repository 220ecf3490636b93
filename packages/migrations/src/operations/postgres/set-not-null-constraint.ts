import { fitIdentifier } from "@dataflow/core";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { partsOf } from "../../catalog/catalog-parts.ts";
import { quoteIdentifier, quoteText } from "../../dialects/sql-text.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { alterColumn } from "./alter-column.ts";
import { requireClause } from "./column-clauses.ts";
import { quotePath } from "./names.ts";

/** From this version on NOT NULL is a constraint with a name. */
export const NAMED_NOT_NULLS_SINCE = 180_000;

/** Renames, validates or passes down the constraint behind a required column; servers from version 18 have one. */
export const setNotNullConstraint: OperationType<"column"> = alterColumn({
  name: "setNotNullConstraint",
  covers: ["notNullConstraint"],
  clauses({ before, after }) {
    // A column that becomes required or optional gets or loses its constraint by that.
    if (!before.definition.notNull || !after.definition.notNull) return [];
    const [from, to] = [notNullName(before), notNullName(after)];
    const wasValid = before.definition.notNullConstraint?.valid ?? true;
    const isValid = after.definition.notNullConstraint?.valid ?? true;
    const [wasAlone, isAlone] = [before, after].map(
      ({ definition }) => definition.notNullConstraint?.noInherit ?? false,
    );
    if (wasValid && !isValid) return [`DROP CONSTRAINT ${quoteIdentifier(from)}`, requireClause(after)];
    return [
      ...(from === to ? [] : [`RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`]),
      ...(wasAlone === isAlone ? [] : [`ALTER CONSTRAINT ${quoteIdentifier(to)} ${isAlone ? "NO " : ""}INHERIT`]),
      ...(isValid && !wasValid ? [`VALIDATE CONSTRAINT ${quoteIdentifier(to)}`] : []),
    ];
  },
});

/** The name that the server gives when nobody else does. */
function notNullName(column: CatalogObject<"column">): string {
  const [table = "", name = ""] = column.path.slice(-2);
  return column.definition.notNullConstraint?.name ?? fitIdentifier(`${table}_${name}_not_null`);
}

/**
 * What was required by a parent has a name after the parent. When it is a table's own, it gets the one that the catalog
 * takes it to have.
 *
 * @param table the table that had a parent
 * @param facts where its columns are
 * @returns at most one statement
 */
export function ownNotNulls(table: CatalogObject<"table">, { actual, serverVersion }: PlanFacts): readonly string[] {
  const required = partsOf(actual, table.id).flatMap((object) =>
    object.kind === "column" && object.definition.notNull
      ? [`(${quoteText(object.path.at(-1) ?? "")}, ${quoteText(notNullName(object))})`]
      : [],
  );
  if (serverVersion < NAMED_NOT_NULLS_SINCE || required.length === 0) return [];
  const relation = `${quoteText(quotePath(table.path))}::pg_catalog.regclass`;
  return [
    `DO $do$ DECLARE entry record; BEGIN
  FOR entry IN SELECT k.conname, w.name FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN (VALUES ${required.join(", ")}) w ("column", name) ON w."column" = a.attname AND w.name <> k.conname
    WHERE k.conrelid = ${relation} AND k.contype = 'n' AND k.coninhcount = 0
  LOOP EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', ${relation}, entry.conname, entry.name); END LOOP;
END $do$`,
  ];
}
