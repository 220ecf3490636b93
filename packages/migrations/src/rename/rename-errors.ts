import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { RenameImpact } from "./rename-impact.ts";

/** Something speaks against a rename. */
export function renameBlocked(connection: Connection, impact: RenameImpact, reasons: readonly string[]): Error {
  return migrationErrors.create("RENAME_BLOCKED", {
    message: `The ${impact.subject} cannot be renamed to ${impact.newName} on ${connection.target}: ${reasons.join("; ")}`,
    why: "both names have to work until no code uses the old one",
    fix: "do what each reason says first, or choose another name",
    meta: { subject: impact.subject, reasons },
  });
}

/** Somebody may still use the old name. */
export function aliasInUse(
  connection: Connection,
  impact: RenameImpact,
  reasons: readonly string[],
  fix: string,
): Error {
  return migrationErrors.create("ALIAS_IN_USE", {
    message: `The old name ${impact.currentName} cannot be taken away on ${connection.target}: ${reasons.join("; ")}`,
    why: "whoever still uses it would fail from then on",
    fix,
    meta: { subject: impact.subject, reasons },
  });
}
