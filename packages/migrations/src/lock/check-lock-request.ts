import { suggestion } from "@dataflow/core";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
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
  checkOptionNames("acquireMigrationLock", request, NAMES);
  const { lockScope, tables, timeoutSeconds = 0, operationDescription, lockMetadata = {} } = request;
  if (!LOCK_SCOPES.includes(lockScope))
    throw invalidOption("acquireMigrationLock", "lockScope", suggestion(String(lockScope), LOCK_SCOPES));
  if (tables !== undefined && !(Array.isArray(tables) && tables.every((table) => typeof table === "string")))
    throw invalidOption("acquireMigrationLock", "tables", "give the names of tables");
  if (lockScope === "table_modification" && (tables === undefined || tables.length === 0))
    throw invalidOption("acquireMigrationLock", "tables", "name the tables that are modified");
  if (!(Number.isFinite(timeoutSeconds) && timeoutSeconds >= 0 && timeoutSeconds <= LONGEST_SECONDS))
    throw invalidOption("acquireMigrationLock", "timeoutSeconds", "give a number of seconds, 0 or more");
  if (typeof operationDescription !== "string" || operationDescription === "")
    throw invalidOption(
      "acquireMigrationLock",
      "operationDescription",
      "say in a few words what the lock is for; those who wait see it",
    );
  if (typeof lockMetadata !== "object" || lockMetadata === null)
    throw invalidOption("acquireMigrationLock", "lockMetadata", "give an object");
}
