import type { SqliteHandle } from "./sqlite-handle.ts";

/** Everything that a statement of a session can change about how later ones work, as it is from the start. */
const STARTING_VALUES = [
  "query_only = OFF",
  "legacy_alter_table = OFF",
  "defer_foreign_keys = OFF",
  "ignore_check_constraints = OFF",
  "recursive_triggers = OFF",
  "reverse_unordered_selects = OFF",
  "writable_schema = RESET",
  "cell_size_check = OFF",
  "trusted_schema = ON",
  "case_sensitive_like = OFF",
];

/**
 * Makes a handle that cannot be opened anew what it was before a session had it.
 *
 * @param handle the handle, outside of any transaction
 * @param configure what sets up a new handle
 */
export function resetHandle(handle: SqliteHandle, configure: () => void): void {
  if (handle.isInTransaction) handle.exec("ROLLBACK");
  if (!handle.mayHaveSettings) return;
  for (const setting of STARTING_VALUES) handle.exec(`PRAGMA ${setting}`);
  configure();
  const temporary = handle.rowsOnce("SELECT type, name FROM temp.sqlite_schema WHERE type IN ('table', 'view')", []);
  for (const [type, name] of temporary) handle.exec(`DROP ${String(type)} temp.${quoted(String(name))}`);
  const attached = handle.rowsOnce("SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')", []);
  for (const [name] of attached) handle.exec(`DETACH ${quoted(String(name))}`);
  handle.noteReset();
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
