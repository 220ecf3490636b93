import type { DataFlowError } from "@dataflow/core";
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
