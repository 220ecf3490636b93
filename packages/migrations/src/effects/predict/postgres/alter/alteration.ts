import type { AlterTableCmd } from "@pgsql/types";
import type { LockMode } from "../../../lock-mode.ts";
import type { DatabaseModel } from "../database-model.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Oid, RelationFact } from "../facts.ts";
import type { RetypedColumn } from "../index-reuse.ts";

/** What is still to be done with the rows of a table when all actions of a statement have changed the catalog. */
export interface TableWork {
  rewrites: boolean;
  scans: boolean;
  readonly retyped: RetypedColumn[];
}

/** One ALTER TABLE while its effects are worked out. */
export interface Alteration {
  readonly draft: EffectsDraft;
  readonly model: DatabaseModel;
  readonly table: RelationFact;
  /** The lock of the table, which all whom an action reaches get too. */
  readonly mode: LockMode;
  /** Whether partitions and heirs are meant too: no ONLY. */
  readonly recurses: boolean;
  readonly works: Map<Oid, TableWork>;
}

/** What one kind of action does. */
export type ActionRule = (action: AlterTableCmd, alteration: Alteration) => void;

/** The table with all that an action goes on to, locked. */
export function lockedFamily({ draft, model, table, mode, recurses }: Alteration): readonly Oid[] {
  const family = recurses ? model.family(table.oid) : [table.oid];
  for (const member of family) draft.lock(member, mode);
  return family;
}

/** The work on the rows of a table. */
export function workOn({ works }: Alteration, table: Oid): TableWork {
  const known = works.get(table);
  if (known !== undefined) return known;
  const work: TableWork = { rewrites: false, scans: false, retyped: [] };
  works.set(table, work);
  return work;
}
