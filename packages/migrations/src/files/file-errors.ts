import type { DataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { THREE_WAYS } from "../drift/drift-errors.ts";
import { lookForDrift, sentenceOf } from "../drift/find-drift.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { FileProblem } from "./sum-file.ts";

const WORDS = { edited: "was edited", missing: "is missing", unexpected: "is not in the sums" } as const;

/** Files that are not what was written. */
export function filesChanged(directory: string, problems: readonly FileProblem[]): DataFlowError {
  return migrationErrors.create("FILES_CHANGED", {
    message: `The migrations in ${directory} are not what was reviewed: ${problems.map(({ file, problem }) => `${file} ${WORDS[problem]}`).join("; ")}`,
    why: "a migration is applied exactly as it was generated, everywhere and in the same order",
    fix: "restore the files from version control; to change a migration that was applied nowhere, delete it with its sum lines and generate it again",
    meta: { files: problems.map(({ file }) => file) },
  });
}

/** A migration that comes before one that is applied already. */
export function filesOutOfOrder(pending: string, applied: string): DataFlowError {
  return migrationErrors.create("FILES_OUT_OF_ORDER", {
    message: `The migration ${pending} comes before ${applied}, which is applied already`,
    why: "its plan was made for the schema before that one, so it does not fit any more",
    fix: `delete ${pending} with its sum lines, and generate it again behind the others`,
    meta: { pending, applied },
  });
}

/** A change that nobody has decided on. */
export function undecided({ refused, questions }: MigrationPlan): DataFlowError {
  const parts = [
    ...questions.map(({ message }) => message),
    ...refused.map(({ reason, allow }) => (allow === undefined ? reason : `${reason} (allow: ["${allow}"])`)),
  ];
  return migrationErrors.create("UNDECIDED", {
    message: `The migration cannot be written before it is decided: ${parts.join("; ")}`,
    why: "nothing is destroyed and nothing is taken for renamed unless somebody says so",
    fix: "give the entries of allow, or renames, that are named in the message",
    meta: {
      allow: refused.flatMap(({ allow }) => allow ?? []),
      renames: questions.map(({ rename }) => rename),
    },
  });
}

/** So many changes are named; the report has them all. */
const MOST_NAMED = 10;

/**
 * The database is not where a file begins or leads: says what was changed by hand, and the three ways on.
 *
 * @param connection the database
 * @param place where it should be: `"where 0002_stars leads"`
 * @param cause what found it
 * @returns the error
 */
export async function elsewhere(connection: Connection, place: string, cause?: unknown): Promise<DataFlowError> {
  const { open } = await lookForDrift(connection, { tables: [] });
  const named = open.slice(0, MOST_NAMED).map((item) => `- ${sentenceOf(item)}`);
  const more = open.length > MOST_NAMED ? [`- and ${open.length - MOST_NAMED} more`] : [];
  const isDrift = open.length > 0;
  return migrationErrors.create("PLAN_OUTDATED", {
    message: [`${connection.target} is not ${place}${isDrift ? ":" : ""}`, ...named, ...more].join("\n"),
    why: isDrift
      ? "somebody changed the schema by hand, and a migration begins exactly where the last one ends"
      : "a migration begins exactly where the last one ends",
    fix: isDrift
      ? THREE_WAYS
      : "apply the files first; where the database was changed by other means, use one that only the files have made",
    meta: { drift: open.map(({ root }) => root.id) },
    ...(cause !== undefined && { cause }),
  });
}
