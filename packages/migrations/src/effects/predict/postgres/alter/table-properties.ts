import type { AlterTableCmd } from "@pgsql/types";
import { relationAddress } from "../database-model.ts";
import { dropObjects } from "../deletion.ts";
import type { Oid, RelationFact } from "../facts.ts";
import { nameOfRange } from "../tree.ts";
import { columnType } from "../type-names.ts";
import { type ActionRule, type Alteration, lockedFamily, workOn } from "./alteration.ts";

/** The sequences that belong to columns of a table: of serial and of identity columns. */
export function ownedSequences({ model }: Pick<Alteration, "model">, table: Oid): readonly RelationFact[] {
  return model
    .dependents(relationAddress(table))
    .filter(({ dependent, type }) => dependent.startsWith("pg_class ") && (type === "a" || type === "i"))
    .flatMap(({ dependent }) => model.relations.get(dependent.split(" ")[1] ?? "") ?? [])
    .filter(({ kind }) => kind === "S");
}

/** OWNER TO: all that belongs to the table changes hands too. */
export const changeOwner: ActionRule = ({ newowner }, alteration) => {
  const { draft, model, table } = alteration;
  const isSelf = newowner?.roletype !== undefined && newowner.roletype !== "ROLESPEC_CSTRING";
  const owner = isSelf ? model.facts.user : (newowner?.rolename ?? "");
  if (owner === table.owner) return;
  for (const { oid } of model.indexesOf(table.oid)) draft.lock(oid, "ACCESS EXCLUSIVE");
  for (const { oid } of ownedSequences(alteration, table.oid)) draft.lock(oid, "ACCESS EXCLUSIVE");
  model.setRelation({ ...table, owner });
};

/** CLUSTER ON. */
export const clusterOn: ActionRule = ({ name = "" }, { draft, model, table }) => {
  const index = model.relation({ schema: table.schema, name });
  if (index !== undefined) draft.lock(index.oid, "SHARE UPDATE EXCLUSIVE");
};

/** REPLICA IDENTITY. */
export const replicaIdentity: ActionRule = ({ def }, { draft, model, table }) => {
  if (def === undefined || !("ReplicaIdentityStmt" in def)) return;
  const index = model.relation({ schema: table.schema, name: def.ReplicaIdentityStmt.name ?? "" });
  if (index !== undefined) draft.lock(index.oid, "SHARE");
};

/** SET LOGGED and SET UNLOGGED write everything anew, the sequences too from 15 on. */
export const setPersistence: ActionRule = ({ subtype }, alteration) => {
  const { draft, model, table } = alteration;
  const persistence = subtype === "AT_SetLogged" ? "p" : "u";
  if (table.persistence === persistence) return;
  workOn(alteration, table.oid).rewrites = true;
  model.setRelation({ ...table, persistence });
  if (model.facts.serverVersion < 150000) return;
  for (const { oid } of ownedSequences(alteration, table.oid)) {
    draft.lock(oid, "ACCESS EXCLUSIVE");
    draft.rewrite(oid);
  }
};

/** SET ACCESS METHOD. */
export const setAccessMethod: ActionRule = ({ name = "heap" }, alteration) => {
  const { model, table } = alteration;
  if (table.accessMethod === name) return;
  workOn(alteration, table.oid).rewrites = true;
  model.setRelation({ ...table, accessMethod: name });
};

/** SET TABLESPACE copies the file as it is. */
export const setTablespace: ActionRule = ({ name = "" }, { draft, model, table }) => {
  if ((table.tablespace ?? "pg_default") === name) return;
  draft.rewrite(table.oid);
  model.setRelation({ ...table, tablespace: name });
};

/** INHERIT and NO INHERIT. */
export const addInherit: ActionRule = (action, alteration) => {
  const parent = parentOf(action, alteration);
  if (parent === undefined) return;
  alteration.draft.lock(parent.oid, "SHARE UPDATE EXCLUSIVE");
  alteration.model.setParent(alteration.table.oid, parent.oid);
};

export const dropInherit: ActionRule = (action, alteration) => {
  const parent = parentOf(action, alteration);
  if (parent === undefined) return;
  alteration.draft.lock(parent.oid, "ACCESS SHARE");
  alteration.model.removeParent(alteration.table.oid, parent.oid);
};

function parentOf({ def }: AlterTableCmd, { model }: Alteration): RelationFact | undefined {
  return def !== undefined && "RangeVar" in def ? model.relation(nameOfRange(def.RangeVar)) : undefined;
}

/** OF a composite type. */
export const addOf: ActionRule = ({ def }, { draft, model }) => {
  if (def === undefined || !("TypeName" in def)) return;
  const type = columnType(def.TypeName, model)?.type;
  const composite = [...model.relations.values()].find(({ kind, rowType }) => kind === "c" && rowType === type);
  if (composite !== undefined) draft.lock(composite.oid, "ACCESS SHARE");
};

/** The sequences of the identity column of this name, in the whole family. */
export function identitySequences(name: string, alteration: Alteration): readonly RelationFact[] {
  const { model } = alteration;
  return [alteration.table.oid].flatMap((table) => {
    const column = model.column(table, name);
    if (column === undefined) return [];
    return model
      .dependents(relationAddress(table, column.number))
      .filter(({ type }) => type === "i")
      .flatMap(({ dependent }) => model.relations.get(dependent.split(" ")[1] ?? "") ?? [])
      .filter(({ kind }) => kind === "S");
  });
}

/** SET GENERATED and the options of an identity column; those of its sequence write that anew. */
export const setIdentity: ActionRule = ({ name = "", def }, alteration) => {
  const options = def !== undefined && "List" in def ? (def.List.items ?? []) : [];
  const isOfSequence = options.some((option) => "DefElem" in option && option.DefElem.defname !== "generated");
  for (const { oid } of identitySequences(name, alteration)) {
    alteration.draft.lock(oid, "SHARE ROW EXCLUSIVE");
    if (isOfSequence) alteration.draft.rewrite(oid);
  }
};

/** DROP IDENTITY takes the sequence with it. */
export const dropIdentity: ActionRule = ({ name = "" }, alteration) => {
  dropObjects(
    alteration.draft,
    identitySequences(name, alteration).map(({ oid }) => relationAddress(oid)),
  );
};

/** SET EXPRESSION of a generated column: stored values are computed anew. */
export const setExpression: ActionRule = ({ name = "" }, alteration) => {
  for (const table of lockedFamily(alteration)) {
    if (alteration.model.column(table, name)?.generated === "s") workOn(alteration, table).rewrites = true;
  }
};
