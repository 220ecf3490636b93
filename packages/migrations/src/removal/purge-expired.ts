import type { Connection } from "@dataflow/database";
import { displayName } from "../catalog/object-id.ts";
import { tableOfPath } from "../diff/table-name.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { executeSafeRemoval } from "./execute-safe-removal.ts";
import { parseHiddenName } from "./hidden-column.ts";
import { planColumnRemoval } from "./plan-column-removal.ts";
import { BACKUP_STRATEGIES, type BackupStrategy, type RemovalState } from "./removal-plan.ts";

/** Which hidden columns are removed for good. */
export interface PurgeOptions {
  /** Those whose time is over at this moment. Default: now. */
  readonly at?: Date;
  /** What is put aside of them. Default `"NONE"`. */
  readonly backupStrategy?: BackupStrategy;
}

/** A hidden column whose time was over. */
export interface PurgedColumn {
  /** The table with the former name of the column, as far as its hidden name has it. */
  readonly column: string;
  readonly hiddenAs: string;
  readonly result: RemovalState;
  readonly errorMessage?: string;
}

/**
 * Removes hidden columns whose time is over.
 *
 * @param connection the database, outside of any transaction
 * @param options which of them
 * @returns those that were removed or could not be
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export async function purgeExpired(
  connection: Connection,
  options: PurgeOptions = {},
): Promise<readonly PurgedColumn[]> {
  checkOptionNames("purgeExpired", options, ["at", "backupStrategy"]);
  const { at = new Date(), backupStrategy = "NONE" } = options;
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw invalidOption("purgeExpired", "at", "give a Date");
  if (!BACKUP_STRATEGIES.includes(backupStrategy))
    throw invalidOption("purgeExpired", "backupStrategy", `use one of: ${BACKUP_STRATEGIES.join(", ")}`);
  const purged: PurgedColumn[] = [];
  for (const { kind, path } of (await readCatalog(connection)).objects) {
    const hiddenAs = path.at(-1) ?? "";
    const hidden = kind === "column" ? parseHiddenName(hiddenAs) : undefined;
    if (hidden === undefined || hidden.expiresAt > at.getTime()) continue;
    const table = tableOfPath(path.slice(0, -1));
    const plan = await planColumnRemoval(connection, { table, column: hiddenAs, backupStrategy });
    const { result, errorMessage } = await executeSafeRemoval(connection, plan, { confirm: true });
    const column = displayName([...path.slice(0, -1), hidden.formerName]);
    purged.push(Object.freeze({ column, hiddenAs, result, ...(errorMessage !== undefined && { errorMessage }) }));
  }
  return Object.freeze(purged);
}
