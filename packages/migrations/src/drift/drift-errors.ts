import { closest, type DataFlowError } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";

/** The three ways on, in one sentence each. */
export const THREE_WAYS =
  "look at db.migrations.drift(), then for each: adopt it (write what it shows into the model, and db.migrations.settleDrift({ adopt })), patch the database (db.migrations.patchDrift()), or ignore it (db.migrations.settleDrift({ ignore, reason }))";

/** Nothing of this name was changed by hand. */
export function unknownDrift(name: string, known: readonly string[], what: string): DataFlowError {
  const near = closest(name, known);
  return migrationErrors.create("UNKNOWN_DRIFT", {
    message: `${what} has nothing under "${name}"`,
    why: "what is said has to be about something that was changed by hand",
    fix:
      near !== undefined
        ? `did you mean "${near}"?`
        : known.length === 0
          ? "nothing is to be settled: db.migrations.drift() shows what there is"
          : `use one of: ${known.slice(0, 10).join(", ")}`,
    meta: { name },
  });
}

/** Something was said that is none of the answers there are. */
export function invalidAnswer(): DataFlowError {
  return migrationErrors.create("INVALID_OPTION", {
    message: "The answer about drift is none of those that there are",
    why: "what is written down has to mean one thing",
    fix: 'use { adopt: "column users.nickname" }, { ignore: "index users_city", reason: "the reporting team keeps it" }, or { forget: "index users_city" }',
  });
}
