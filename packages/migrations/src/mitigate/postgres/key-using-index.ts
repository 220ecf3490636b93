import type { Constraint } from "@pgsql/types";
import { objectId } from "../../catalog/object-id.ts";
import { quoteIdentifier, quoteList } from "../../dialects/sql-text.ts";
import type { PlanSegment, PlanStep } from "../../plan/migration-plan.ts";
import { brief, outside, piece } from "../pieces.ts";
import type { Transformation, TransformationFacts } from "../transformation.ts";
import { requireValues } from "./checked-not-null.ts";
import { isPartitioned, type NamedTable, namesIn, soleAlteration } from "./statement-parts.ts";

/** A unique or primary key takes an index that was built concurrently before. */
export const keyUsingIndex: Transformation = {
  name: "key-using-index",
  category: "CONCURRENT_BUILD",
  transform({ step, tree, earlier, later }, facts) {
    const { table, command } = soleAlteration(tree) ?? {};
    if (table === undefined || command?.subtype !== "AT_AddConstraint") return undefined;
    const key = command.def !== undefined && "Constraint" in command.def ? command.def.Constraint : undefined;
    const isPrimary = key?.contype === "CONSTR_PRIMARY";
    if (key === undefined || (!isPrimary && key.contype !== "CONSTR_UNIQUE") || key.indexname !== undefined)
      return undefined;
    const obstacle = obstacleOf(key, table, facts);
    if (obstacle !== undefined) return { obstacle };
    const name = quoteIdentifier(key.conname ?? "");
    const kind = isPrimary ? "PRIMARY KEY" : "UNIQUE";
    const add = `ALTER TABLE ${table.sql} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${deferrable(key)}`;
    return {
      description: `build the index of ${key.conname} concurrently, then make it the key in a moment`,
      before: [
        ...(earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))]),
        ...(isPrimary ? required(step, { table, key, facts }) : []),
        outside(piece(step, "build", [indexFor(key, table)], { operation: "createIndex" })),
      ],
      during: [],
      after: [brief(piece(step, "make it the key", [add, ...later]))],
    };
  },
};

function obstacleOf(key: Constraint, table: NamedTable, { objects }: TransformationFacts): string | undefined {
  if (key.conname === undefined)
    return "a key without a name could not be found again after an interruption; give it one";
  if (isPartitioned(objects.get(table.id))) return "the server builds no index of a partitioned table concurrently";
  if ((key.options ?? []).length > 0 || key.indexspace !== undefined)
    return "the key has storage options, which have to be written by hand";
  return key.without_overlaps === true ? "a key over periods cannot take an index that is there" : undefined;
}

function indexFor({ conname, keys, including, nulls_not_distinct: together }: Constraint, table: NamedTable): string {
  const include = (including ?? []).length === 0 ? "" : ` INCLUDE ${quoteList(namesIn(including))}`;
  const nulls = together === true ? " NULLS NOT DISTINCT" : "";
  return `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(conname ?? "")} ON ${table.sql} ${quoteList(namesIn(keys))}${include}${nulls}`;
}

function deferrable({ deferrable: can, initdeferred }: Constraint): string {
  if (can !== true) return "";
  return initdeferred === true ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
}

/** The columns of a primary key are required; where they are not yet, the server would look at every row. */
function required(
  step: PlanStep,
  { table, key, facts }: { readonly table: NamedTable; readonly key: Constraint; readonly facts: TransformationFacts },
): readonly PlanSegment[] {
  return namesIn(key.keys).flatMap((column) => {
    const found = facts.objects.get(objectId("column", [...table.path, column]));
    if (found?.kind === "column" && found.definition.notNull) return [];
    const setNotNull = `ALTER TABLE ${table.sql} ALTER COLUMN ${quoteIdentifier(column)} SET NOT NULL`;
    return requireValues(step, { table, column, serverVersion: facts.serverVersion, setNotNull });
  });
}
