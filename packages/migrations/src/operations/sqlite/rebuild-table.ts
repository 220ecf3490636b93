import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import { printName } from "../../introspect/sqlite/sqlite-tokens.ts";
import type { PlanCheck } from "../../plan/migration-plan.ts";
import { inside, type OperationType, type PlanFacts, type Statement } from "../operation-type.ts";
import { isAny } from "./affinity.ts";
import { createTableSql } from "./create-table-sql.ts";
import { creationSql } from "./statement-operations.ts";
import { hasRowid, rowidColumn, type TableParts, tableParts } from "./table-parts.ts";

/** Begins the name of a table while it is built beside the one that it replaces. */
const PREFIX = "_dataflow_new_";

/** Both forms of a table, and what they have in common. */
interface Rebuild {
  readonly old: TableParts;
  readonly wanted: TableParts;
  readonly name: string;
  readonly building: string;
  /** Columns whose values are copied, by their names. */
  readonly copied: readonly string[];
  /** Of those, the columns whose values must come out as they were. */
  readonly unchanged: readonly string[];
}

/**
 * Builds a table anew beside the old one, copies its rows, compares them, and puts it in the old one's place: the way
 * for every change that SQLite has no statement for ("Making Other Kinds Of Table Schema Changes" in its documentation).
 * Foreign keys are off while it runs, or the drop of the old table would delete the rows that refer to it.
 *
 * @param remade the indexes and triggers of the table that go with the old one and nobody else makes again
 * @returns the operation
 */
export function rebuildTable(remade: readonly CatalogObject<"index" | "trigger">[]): OperationType<"table"> {
  return {
    name: "rebuildTable",
    kind: "table",
    change: "alter",
    inverse: "rebuildTable",
    rows: ({ after }, facts) => (after && facts.rows(after.id)) ?? "unknown",
    plan: ({ after }, facts) => rebuildStatements(rebuildOf(after?.id, facts), remade),
    checks: ({ after }, facts) => rebuildChecks(rebuildOf(after?.id, facts)),
  };
}

function rebuildOf(id: ObjectId | undefined, facts: PlanFacts): Rebuild {
  const old = id && tableParts(id, facts.actual);
  const wanted = id && tableParts(id, facts.desired);
  if (old === undefined || wanted === undefined) throw new TypeError(`the ${id} is not there to be rebuilt`);
  const name = wanted.table.path[0] ?? "";
  const before = new Map(old.columns.map((column) => [column.path[1] ?? "", column.definition]));
  const shared = wanted.columns.filter(
    ({ path, definition }) => before.has(path[1] ?? "") && definition.generated === undefined,
  );
  return {
    old,
    wanted,
    name,
    building: PREFIX + name,
    copied: shared.map(({ path }) => path[1] ?? ""),
    unchanged: shared
      .filter(({ path, definition }) => before.get(path[1] ?? "")?.type === definition.type)
      .filter(({ definition }) => !(isAny(definition.type) && isStrict(old) !== isStrict(wanted)))
      .map(({ path }) => path[1] ?? ""),
  };
}

function isStrict({ table }: TableParts): boolean {
  return table.definition.strict === true;
}

function rebuildStatements(
  rebuild: Rebuild,
  remade: readonly CatalogObject<"index" | "trigger">[],
): readonly Statement[] {
  const { wanted, name, building } = rebuild;
  const [from, to] = [printName(name), printName(building)];
  return [
    createTableSql(wanted, building),
    copyRows(rebuild),
    ...keepCounter(rebuild),
    `DROP TABLE ${from}`,
    // Without it the database would look at every view while the old name leads nowhere, and refuse.
    "PRAGMA legacy_alter_table = ON",
    `ALTER TABLE ${to} RENAME TO ${from}`,
    "PRAGMA legacy_alter_table = OFF",
    ...remade.map(creationSql),
  ].map(inside);
}

function copyRows(rebuild: Rebuild): string {
  const names = rebuild.copied.map(printName);
  const number = rowNumber(rebuild);
  const columns = [...(number === undefined ? [] : [number]), ...names].join(", ");
  if (columns === "") return `INSERT INTO ${printName(rebuild.building)} DEFAULT VALUES`;
  // A constraint that says ON CONFLICT IGNORE would leave rows out without a word.
  return `INSERT OR ABORT INTO ${printName(rebuild.building)} (${columns}) SELECT ${columns} FROM ${printName(rebuild.name)}`;
}

/** The name of the rows' numbers, where they are no column: others may know rows by them, so they stay. */
function rowNumber({ old, wanted }: Rebuild): string | undefined {
  if (!hasRowid(old) || !hasRowid(wanted)) return undefined;
  if (rowidColumn(old) !== undefined || rowidColumn(wanted) !== undefined) return undefined;
  const taken = new Set([...old.columns, ...wanted.columns].map(({ path }) => (path[1] ?? "").toLowerCase()));
  return ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name));
}

/** AUTOINCREMENT never gives a number twice, also not one whose row is long gone. */
function keepCounter({ old, wanted, name, building }: Rebuild): readonly string[] {
  if (old.table.definition.autoincrement !== true || wanted.table.definition.autoincrement !== true) return [];
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${quoteText(building)}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${quoteText(building)}, seq FROM sqlite_sequence WHERE name = ${quoteText(name)}`,
  ];
}

function rebuildChecks(rebuild: Rebuild): readonly PlanCheck[] {
  const [from, to] = [printName(rebuild.name), printName(rebuild.building)];
  const message = `the rows of ${rebuild.name} do not come out of its rebuilding as they were`;
  const count = `SELECT 1 WHERE (SELECT count(*) FROM ${from}) <> (SELECT count(*) FROM ${to})`;
  return [
    { after: 2, sql: count, message },
    { after: 2, sql: differingRows(rebuild), message },
  ];
}

function differingRows(rebuild: Rebuild): string {
  const [from, to] = [printName(rebuild.name), printName(rebuild.building)];
  const number = rowNumber(rebuild) ?? copiedNumber(rebuild);
  if (number === undefined) {
    const list = rebuild.unchanged.map((name) => `${printName(name)} COLLATE BINARY`).join(", ") || "1";
    return `SELECT 1 FROM (SELECT ${list} FROM ${from} EXCEPT SELECT ${list} FROM ${to}) LIMIT 1`;
  }
  const differs = rebuild.unchanged
    .map(printName)
    .map((name) => `a.${name} IS NOT b.${name} COLLATE BINARY OR typeof(a.${name}) <> typeof(b.${name})`);
  const key = printName(number);
  const conditions = [`b.${key} IS NULL`, ...differs].join(" OR ");
  return `SELECT 1 FROM ${from} AS a LEFT JOIN ${to} AS b ON a.${key} = b.${key} WHERE ${conditions} LIMIT 1`;
}

/** The column that numbers the new rows, unless it is new and has been filled with numbers of its own. */
function copiedNumber({ wanted, copied }: Rebuild): string | undefined {
  const number = rowidColumn(wanted);
  return number !== undefined && copied.includes(number) ? number : undefined;
}
