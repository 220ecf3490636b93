import type { HazardRule } from "../hazard.ts";
import { addColumnRefused } from "./rules/add-column-refused.ts";
import { alterNotSupported } from "./rules/alter-not-supported.ts";
import { sqliteDataDropped } from "./rules/data-dropped.ts";
import { dropColumnRefused } from "./rules/drop-column-refused.ts";
import { sqliteEveryRow } from "./rules/every-row.ts";
import { fileLocked } from "./rules/file-locked.ts";
import { foreignKeysPragmaIgnored } from "./rules/foreign-keys-pragma-ignored.ts";
import { sqliteNotInTransaction } from "./rules/not-in-transaction.ts";
import { rebuildCascades } from "./rules/rebuild-cascades.ts";
import { rebuildConverts } from "./rules/rebuild-converts.ts";
import { rebuildLosesParts } from "./rules/rebuild-loses-parts.ts";
import { rebuildRenamesFirst } from "./rules/rebuild-renames-first.ts";
import { rebuildUnchecked } from "./rules/rebuild-unchecked.ts";
import { sqliteRemovedColumn } from "./rules/removed-column.ts";
import { sqliteRename } from "./rules/rename.ts";
import { sqliteTransactionControl } from "./rules/transaction-control.ts";
import { writableSchema } from "./rules/writable-schema.ts";
import type { SqliteContext } from "./sqlite-context.ts";

/** All rules: what is refused, what a rebuild loses, what loses data or breaks code. */
export const sqliteRules: readonly HazardRule<SqliteContext>[] = Object.freeze([
  addColumnRefused,
  dropColumnRefused,
  alterNotSupported,
  foreignKeysPragmaIgnored,
  rebuildCascades,
  rebuildRenamesFirst,
  rebuildLosesParts,
  rebuildUnchecked,
  rebuildConverts,
  fileLocked,
  writableSchema,
  sqliteNotInTransaction,
  sqliteTransactionControl,
  sqliteDataDropped,
  sqliteRename,
  sqliteEveryRow,
  sqliteRemovedColumn,
]);
