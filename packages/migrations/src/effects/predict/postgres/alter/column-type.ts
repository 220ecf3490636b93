import type { ColumnDef } from "@pgsql/types";
import { needsRewrite } from "../conversions.ts";
import { relationAddress } from "../database-model.ts";
import type { ColumnFact, Oid } from "../facts.ts";
import { type ColumnType, columnType } from "../type-names.ts";
import { type ActionRule, type Alteration, lockedFamily, workOn } from "./alteration.ts";
import { identitySequences } from "./table-properties.ts";

/** ALTER COLUMN TYPE: free when the bytes of all values stay as they are. */
export const alterColumnType: ActionRule = ({ name = "", def }, alteration) => {
  if (def === undefined || !("ColumnDef" in def)) return;
  const to = columnType(def.ColumnDef.typeName, alteration.model);
  if (to === undefined) alteration.draft.unknown(`the type that the column "${name}" is given`);
  for (const table of lockedFamily(alteration)) {
    const column = alteration.model.column(table, name);
    if (column === undefined) continue;
    if (to === undefined) workOn(alteration, table).rewrites = true;
    else retype(alteration, { table, column, definition: def.ColumnDef, to });
  }
};

interface Retyping {
  readonly table: Oid;
  readonly column: ColumnFact;
  readonly definition: ColumnDef;
  readonly to: ColumnType;
}

function retype(alteration: Alteration, { table, column, definition, to }: Retyping): void {
  const { model } = alteration;
  const work = workOn(alteration, table);
  const using = definition.raw_default;
  if (needsRewrite({ column: column.name, from: column, to, using }, model)) work.rewrites = true;
  const collation = model.types.get(to.type)?.collation ?? "0";
  work.retyped.push({
    number: column.number,
    from: column.type,
    to: to.type,
    // Which one a name stands for is not read; the same one named again is rare.
    collationChanges: definition.collClause !== undefined || collation !== column.collation,
  });
  model.setColumn({ ...column, ...to, collation });
  const address = relationAddress(table, column.number);
  model.forgetNeeds(address, "pg_type");
  model.addDependency({ dependent: address, on: `pg_type ${to.type} 0`, type: "n" });
  // The sequence of an identity column gets the type of the column.
  if (column.identity === "") return;
  for (const { oid } of identitySequences(column.name, alteration)) {
    alteration.draft.lock(oid, "SHARE ROW EXCLUSIVE");
    alteration.draft.rewrite(oid);
  }
}
