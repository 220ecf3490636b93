import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { columnTypeOf } from "../catalog-lookup.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { keyOf, partKey } from "../script-state.ts";
import { namesOf, pick, sqlName, sqlTable, tableOf } from "../tree.ts";

/** D4 */
export const rename: HazardRule<PostgresContext> = {
  id: "rename",
  title: "Code that knows the old name fails from that moment on",
  find(context) {
    const { tree } = context.statement;
    const value = pick(tree, "AlterEnumStmt");
    if (value?.oldVal !== undefined) {
      const type = namesOf(value.typeName).join(".");
      const fix = safely(
        "-- add the new value, let all code write it, change the rows in batches, and leave the old one unused",
        `ALTER TYPE ${type} ADD VALUE IF NOT EXISTS 'new name'`,
      );
      return [
        {
          level: "MEDIUM",
          message: `Code that compares with the old value of ${type} fails from then on`,
          fix,
          evidence: [stated("RENAME VALUE")],
        },
      ];
    }
    const moved = pick(tree, "AlterObjectSchemaStmt");
    if (moved?.objectType === "OBJECT_TABLE" && moved.relation !== undefined) {
      return [
        tableHazard(context, tableOf(moved.relation), {
          schema: moved.newschema ?? "",
          name: tableOf(moved.relation).name,
        }),
      ];
    }
    return [...movedHazards(context), ...renameHazards(context)];
  },
};

/** What is not a table, in another schema: found by nobody who names it with its old one, or by none. */
function movedHazards({ statement: { tree } }: PostgresContext): readonly Hazard[] {
  const moved = pick(tree, "AlterObjectSchemaStmt");
  const kind = MOVED.get(moved?.objectType ?? "");
  if (moved?.relation === undefined || kind === undefined) return [];
  const name = tableLabel(tableOf(moved.relation));
  const message = `Code that knows the ${kind} ${name} where it is now fails from then on`;
  const fix = safely(
    `-- leave one under the old name until no code uses it: a view of it${kind === "sequence" ? ", or a function that calls nextval" : ""}`,
  );
  return [{ level: "MEDIUM", message, fix, evidence: [stated("SET SCHEMA", moved.newschema ?? "")] }];
}

const MOVED: ReadonlyMap<string, string> = new Map([
  ["OBJECT_VIEW", "view"],
  ["OBJECT_MATVIEW", "materialized view"],
  ["OBJECT_SEQUENCE", "sequence"],
]);

function renameHazards(context: PostgresContext): readonly Hazard[] {
  const found = pick(context.statement.tree, "RenameStmt");
  const [table, to] = [tableOf(found?.relation), found?.newname ?? ""];
  switch (found?.renameType) {
    case "OBJECT_COLUMN":
      return found.relationType === "OBJECT_TABLE"
        ? columnHazard(context, table, { from: found.subname ?? "", to })
        : [];
    case "OBJECT_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
      return isExchanged(context, table.name, to) ? [] : [tableHazard(context, table, { ...table, name: to })];
    case "OBJECT_SCHEMA": {
      const fix = safely(`-- create the schema ${to}, move the tables one by one, and leave views under the old names`);
      const message = `Every query that names the schema ${found.subname ?? ""} fails from then on`;
      return [{ level: "CRITICAL", message, fix, evidence: [stated("RENAME of a schema")] }];
    }
    default:
      return [];
  }
}

function columnHazard(
  context: PostgresContext,
  table: TableName,
  names: { readonly from: string; readonly to: string },
): readonly Hazard[] {
  const { state } = context;
  const isAdded = state.addedColumns.has(partKey(table, names.from));
  const isExchange = state.droppedColumns.get(keyOf(table))?.some(({ column }) => column === names.to) ?? false;
  if (isExchange || isAdded) return [];
  const fix = safely(
    `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(names.to)} ${columnTypeOf(context, table, names.from) ?? "text"}`,
    "-- let a trigger keep both alike, fill the rows that are there in batches, move all code, then drop the old one",
  );
  const message = `Code that knows ${tableLabel(table)}.${names.from} fails from then on, and code that knows ${names.to} until then`;
  return [
    ownHazard(context, {
      table,
      level: "MEDIUM",
      message,
      fix,
      evidence: [stated(`${names.from} becomes ${names.to}`)],
    }),
  ];
}

function tableHazard(context: PostgresContext, table: TableName, to: TableName): Hazard {
  const fix = safely(
    "BEGIN",
    context.statement.text,
    `CREATE VIEW ${sqlTable(table)} AS SELECT * FROM ${sqlTable(to)}`,
    "COMMIT",
    "-- and drop the view when no code uses the old name any more",
  );
  const message = `Code that knows ${tableLabel(table)} fails from then on`;
  return ownHazard(context, {
    table,
    level: "CRITICAL",
    message,
    fix,
    evidence: [stated(`${tableLabel(table)} becomes ${tableLabel(to)}`)],
  });
}

/** Something else takes the old name in the same script, or the new name was another table's just before. */
function isExchanged({ statements, index, state }: PostgresContext, from: string, to: string): boolean {
  const takes = statements.slice(index + 1).some(({ tree }) => {
    const later = pick(tree, "RenameStmt");
    return (
      pick(tree, "ViewStmt")?.view?.relname === from || (later?.renameType === "OBJECT_TABLE" && later.newname === from)
    );
  });
  const given = statements.slice(0, index).some(({ tree }) => {
    const before = pick(tree, "RenameStmt");
    return before?.renameType === "OBJECT_TABLE" && before.relation?.relname === to;
  });
  return takes || (given && state.isExplicit);
}
