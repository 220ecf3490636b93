import type { ObjectId } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { alterTable } from "./alter-table.ts";

const SET_ACCESS_METHOD_SINCE = 150_000;

/** Makes a table survive a crash, or not. The whole table is written anew. */
export const setTablePersistence: OperationType<"table"> = {
  ...alterTable("setTablePersistence", ["persistence"], (_before, after) => [
    after.definition.persistence === "unlogged" ? "SET UNLOGGED" : "SET LOGGED",
  ]),
  rows: ({ after }, facts) => (after && facts.rows(after.id)) ?? "unknown",
  // A table that survives a crash may only refer to one that does; where both change, neither can do so first.
  displaces({ kind, parent, definition }, { before }, facts) {
    const target = kind === "constraint" && "references" in definition ? definition.references?.table : undefined;
    return target !== undefined && target === before?.id && parent !== target && changesPersistence(parent, facts);
  },
};

function changesPersistence(id: ObjectId | undefined, { actual, desired }: PlanFacts): boolean {
  const [before, after] = [actual, desired].map((objects) => (id === undefined ? undefined : objects.get(id)));
  if (before?.kind !== "table" || after?.kind !== "table") return false;
  return before.definition.persistence !== after.definition.persistence;
}

/** Changes the storage parameters of a table. */
export const setTableOptions: OperationType<"table"> = alterTable("setTableOptions", ["options"], (before, after) => {
  const wanted = after.definition.options ?? [];
  const names = new Set(wanted.map(optionName));
  const gone = (before.definition.options ?? []).map(optionName).filter((name) => !names.has(name));
  return [
    ...(gone.length === 0 ? [] : [`RESET (${gone.join(", ")})`]),
    ...(wanted.length === 0 ? [] : [`SET (${wanted.join(", ")})`]),
  ];
});

/** Changes how a table is kept on disk. The whole table is written anew. */
export const setTableAccessMethod: OperationType<"table"> = alterTable(
  "setTableAccessMethod",
  ["accessMethod"],
  (_before, after, { serverVersion }) =>
    serverVersion < SET_ACCESS_METHOD_SINCE
      ? []
      : [`SET ACCESS METHOD ${quoteIdentifier(after.definition.accessMethod ?? "heap")}`],
);

/** Moves a table to another tablespace. */
export const setTableSpace: OperationType<"table"> = alterTable("setTableSpace", ["tablespace"], (_before, after) => [
  `SET TABLESPACE ${quoteIdentifier(after.definition.tablespace ?? "pg_default")}`,
]);

function optionName(option: string): string {
  return option.slice(0, option.indexOf("="));
}
