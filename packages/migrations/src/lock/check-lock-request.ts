import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import { LOCK_SCOPES } from "./lock-scope.ts";
import type { MigrationLockRequest } from "./migration-lock.ts";

const NAMES: readonly string[] = [
  "lockScope",
  "tables",
  "timeoutSeconds",
  "operationDescription",
  "lockMetadata",
] satisfies (keyof MigrationLockRequest)[];

/** The longest time that a timer takes, in seconds. */
const LONGEST_SECONDS = 2_147_483;

/**
 * Checks what a lock is asked for with.
 *
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkLockRequest(request: MigrationLockRequest): void {
  for (const name of Object.keys(request)) {
    if (!NAMES.includes(name)) throw unknownOption(name);
  }
  const { lockScope, tables, timeoutSeconds = 0, operationDescription, lockMetadata = {} } = request;
  if (!LOCK_SCOPES.includes(lockScope)) throw invalid("lockScope", suggestion(String(lockScope), LOCK_SCOPES));
  if (tables !== undefined && !(Array.isArray(tables) && tables.every((table) => typeof table === "string")))
    throw invalid("tables", "give the names of tables");
  if (lockScope === "table_modification" && (tables === undefined || tables.length === 0))
    throw invalid("tables", "name the tables that are modified");
  if (!(Number.isFinite(timeoutSeconds) && timeoutSeconds >= 0 && timeoutSeconds <= LONGEST_SECONDS))
    throw invalid("timeoutSeconds", "give a number of seconds, 0 or more");
  if (typeof operationDescription !== "string" || operationDescription === "")
    throw invalid("operationDescription", "say in a few words what the lock is for; those who wait see it");
  if (typeof lockMetadata !== "object" || lockMetadata === null) throw invalid("lockMetadata", "give an object");
}

function unknownOption(name: string): Error {
  return migrationErrors.create("UNKNOWN_OPTION", {
    message: `acquireMigrationLock has no option "${name}"`,
    why: "an option that is not known would be ignored without a word",
    fix: suggestion(name, NAMES),
  });
}

function invalid(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of acquireMigrationLock has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
