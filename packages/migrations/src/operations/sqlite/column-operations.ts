import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { directDependents } from "../../catalog/catalog-parts.ts";
import { displayName } from "../../catalog/object-id.ts";
import { printName } from "../../introspect/sqlite/sqlite-tokens.ts";
import { inside, type ObjectChange, type OperationType, type PlanFacts } from "../operation-type.ts";
import { stillEmpty } from "../still-empty.ts";
import { isWidening } from "./affinity.ts";
import { hasBroken } from "./broken-statements.ts";
import { columnSql } from "./create-table-sql.ts";

type Column = CatalogObject<"column">;

/** Adds a column; rows that exist get its default. */
export const addColumn: OperationType<"column"> = {
  name: "addColumn",
  kind: "column",
  change: "create",
  inverse: "dropColumn",
  needsRebuild: ({ after }, facts) => after !== undefined && !canBeAdded(after, facts),
  plan({ after }) {
    if (after === undefined) return [];
    return [
      inside(`ALTER TABLE ${printName(after.path[0] ?? "")} ADD COLUMN ${columnSql(after, { constraints: [] })}`),
    ];
  },
  validate({ after }, facts) {
    const isFilled = after?.definition.default !== undefined || after?.definition.generated !== undefined;
    if (after === undefined || after.parent === undefined || !after.definition.notNull || isFilled) return [];
    const rows = facts.actual.has(after.parent) ? facts.rows(after.parent) : 0;
    if (rows === undefined || rows === 0) return [];
    return [`${displayName(after.path)} is required and has no default, but its table has rows: give it a default`];
  },
};

/** Drops a column with its values. */
export const dropColumn: OperationType<"column"> = {
  name: "dropColumn",
  kind: "column",
  change: "drop",
  inverse: "addColumn",
  needsRebuild: ({ before }, facts) => before !== undefined && !canBeDropped(before, facts),
  plan({ before }) {
    if (before === undefined) return [];
    const [table = "", name = ""] = before.path;
    return [inside(`ALTER TABLE ${printName(table)} DROP COLUMN ${printName(name)}`)];
  },
  loss({ before }, facts) {
    if (before === undefined || before.definition.generated !== undefined) return undefined;
    if (before.parent !== undefined && facts.rows(before.parent) === 0) return undefined;
    const name = displayName(before.path);
    return { what: `all values of ${name}`, allow: `drop column ${name}` };
  },
  // Nobody else writes between a check and the statement: the transaction has the file.
  checks: ({ before }, facts) =>
    before?.parent !== undefined && before.definition.generated === undefined && facts.rows(before.parent) === 0
      ? [stillEmpty(printName(before.path[0] ?? ""))]
      : [],
  rows: ({ before }, facts) => (before?.parent && facts.rows(before.parent)) ?? "unknown",
  reversal: () => "backup",
};

/** Gives a column another name. Indexes, triggers and views follow. */
export const renameColumn: OperationType<"column"> = {
  name: "renameColumn",
  kind: "column",
  change: "rename",
  inverse: "renameColumn",
  plan({ before, after }) {
    const [table = "", from = ""] = before?.path ?? [];
    const to = printName(after?.path.at(-1) ?? "");
    return [inside(`ALTER TABLE ${printName(table)} RENAME COLUMN ${printName(from)} TO ${to}`)];
  },
};

/** Changes anything of a column but its name: only a new table can have it otherwise. */
export const alterColumn: OperationType<"column"> = {
  name: "alterColumn",
  kind: "column",
  change: "alter",
  inverse: "alterColumn",
  covers: ["type", "collation", "notNull", "options", "default", "generated"],
  needsRebuild: () => true,
  plan: () => [],
  rows: ({ after }, facts) => (after?.parent && facts.rows(after.parent)) ?? "unknown",
  loss(change) {
    if (isLossless(change)) return undefined;
    const name = displayName(change.after?.path ?? []);
    const [from, to] = [change.before?.definition.type, change.after?.definition.type];
    return { what: `what a ${to} cannot hold of the ${from} in ${name}`, allow: `narrow column ${name}` };
  },
  reversal: (change) => (isLossless(change) ? "inverse" : "backup"),
};

function isLossless({ before, after }: ObjectChange<"column">): boolean {
  if (before === undefined || after === undefined) return true;
  // What is computed can be computed again; what was stored cannot.
  if (after.definition.generated !== undefined) return before.definition.generated !== undefined;
  return isWidening(before.definition.type, after.definition.type);
}

/** What ADD COLUMN takes: no key, nothing computed and kept, a constant default for a column that is required. */
function canBeAdded(column: Column, facts: PlanFacts): boolean {
  const { notNull, default: value, generated } = column.definition;
  if (generated?.kind === "stored") return false;
  const isConstant = value === undefined || !(value.startsWith("(") || /^CURRENT_/i.test(value));
  if (!isConstant || (notNull && (value === undefined || /^NULL$/i.test(value)))) return false;
  // A constraint that comes with it is a line of the table, which only a new table has.
  return !constraintsOf(column, facts.desired).some(({ id }) => !facts.actual.has(id));
}

/** What DROP COLUMN takes: no part of a key, constraint or computed column. Indexes and triggers are out of its way by then. */
function canBeDropped(column: Column, facts: PlanFacts): boolean {
  // It looks at every view and trigger, and refuses when one was broken long before.
  if (hasBroken(facts.actual)) return false;
  if (constraintsOf(column, facts.actual).length > 0) return false;
  return !directDependents(facts.actual, column.id).some(({ id, kind }) => kind === "column" && id !== column.id);
}

function constraintsOf(column: Column, objects: PlanFacts["actual"]): readonly CatalogObject[] {
  return directDependents(objects, column.id).filter(({ kind }) => kind === "constraint");
}
