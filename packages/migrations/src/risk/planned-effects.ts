import { dottedName } from "../dependencies/code/statement-names.ts";
import { LOCK_MODES, type LockMode } from "../effects/lock-mode.ts";
import type { AffectedRelation, RelationEffect, StatementEffects } from "../effects/statement-effects.ts";
import type { PlanStep } from "../plan/migration-plan.ts";

/** Operations that write all rows of a table anew. */
const REWRITES: ReadonlySet<string> = new Set(["rebuildTable", "setGenerated", "setTableStorage"]);
const BUILDS: ReadonlySet<string> = new Set(["createIndex"]);

/**
 * What a step says of itself: the operations know the lock that they take and whether they look at rows.
 *
 * @param step the step
 * @param file the name of the file that holds everything, on a database that has one lock for all
 * @returns the effects of the step as a whole
 */
export function plannedEffects(step: PlanStep, file?: string): StatementEffects {
  const relations = file === undefined ? namedRelations(step) : [{ name: file, kind: "file" } as const];
  const lock = file === undefined ? lockOf(step) : "EXCLUSIVE";
  return {
    statement: step.statements.join(";\n"),
    relations: lock === undefined ? [] : relations.map((relation) => ({ relation, lock, ...workOf(step) })),
    nonTransactional: false,
    waitsForTransactions: false,
    unknown: [],
  };
}

function workOf({ operation, rows, reversal, statements }: PlanStep): Omit<RelationEffect, "relation" | "lock"> {
  const looks = rows !== undefined && rows !== 0;
  const rewrites = REWRITES.has(operation) || (operation === "setColumnType" && reversal !== "inverse");
  const buildsIndex =
    BUILDS.has(operation) || statements.some((sql) => / ADD CONSTRAINT .* (?:UNIQUE|PRIMARY KEY|EXCLUDE)\b/.test(sql));
  return { rewrites: looks && rewrites, scans: looks, buildsIndex: looks && buildsIndex };
}

/** `"SHARE ROW EXCLUSIVE on \"public\".\"orders\" and \"public\".\"users\""`. */
function lockOf({ lock = "" }: PlanStep): LockMode | undefined {
  const mode = lock.split(" on ")[0];
  return LOCK_MODES.find((known) => known === mode);
}

function namedRelations({ lock = "" }: PlanStep): readonly AffectedRelation[] {
  const names = lock.slice(lock.indexOf(" on ") + 4).split(" and ");
  return names.map((name) => {
    const parts = dottedName(name);
    const schema = parts.at(-2);
    return { name: parts.at(-1) ?? "", kind: "table", ...(schema !== undefined && { schema }) };
  });
}
