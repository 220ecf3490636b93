import type { AlterObjectSchemaStmt, AlterOwnerStmt, ObjectType, RenameStmt } from "@pgsql/types";
import { ownedSequences } from "../alter/table-properties.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { RelationFact } from "../facts.ts";
import { nameOfRange, nameOfTexts } from "../tree.ts";
import { partsOf } from "./drop.ts";

/** RENAME. */
export function rename(statement: RenameStmt, draft: EffectsDraft): void {
  switch (statement.renameType) {
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      renameType(statement, draft);
      return;
    case "OBJECT_SCHEMA":
      renameSchema(statement, draft);
      return;
    case "OBJECT_ATTRIBUTE":
      renameAttribute(statement, draft);
      return;
    default:
      renameInRelation(statement, draft);
  }
}

/** A relation is renamed, or a part of one. */
function renameInRelation(statement: RenameStmt, draft: EffectsDraft): void {
  const { model } = draft;
  if (statement.relation === undefined) return;
  const relation = model.relation(nameOfRange(statement.relation));
  if (relation === undefined) {
    if (statement.missing_ok !== true) draft.unknown("a relation that is not there is renamed");
    return;
  }
  const isIndex = relation.kind === "i" || relation.kind === "I";
  draft.lock(relation.oid, isIndex ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE");
  const { subname = "", newname = "" } = statement;
  switch (statement.renameType) {
    case "OBJECT_COLUMN":
      renameColumn(relation, { subname, newname, isForAll: statement.relation.inh === true }, draft);
      return;
    case "OBJECT_TABCONSTRAINT":
      renameConstraint(relation, { subname, newname, isForAll: statement.relation.inh === true }, draft);
      return;
    case "OBJECT_POLICY":
    case "OBJECT_TRIGGER":
    case "OBJECT_RULE":
      return;
    default:
      model.setRelation({ ...relation, name: newname });
  }
}

interface PartRename {
  readonly subname: string;
  readonly newname: string;
  readonly isForAll: boolean;
}

function renameColumn({ oid }: RelationFact, { subname, newname, isForAll }: PartRename, draft: EffectsDraft): void {
  const { model } = draft;
  for (const member of isForAll ? model.family(oid) : [oid]) {
    draft.lock(member, "ACCESS EXCLUSIVE");
    const column = model.column(member, subname);
    if (column !== undefined) model.setColumn({ ...column, name: newname });
  }
}

/** The index of a constraint has its name, and gets the new one. */
function renameConstraint({ oid }: RelationFact, { subname, newname }: PartRename, draft: EffectsDraft): void {
  const { model } = draft;
  const renamed = model.constraintsOf(oid).find(({ name }) => name === subname);
  if (renamed === undefined) return;
  for (const constraint of renamed.type === "c" ? namesakes(oid, subname, draft) : [renamed]) {
    if (constraint.table !== null) draft.lock(constraint.table, "ACCESS EXCLUSIVE");
    model.constraints.set(constraint.oid, { ...constraint, name: newname });
  }
  const index = model.relations.get(renamed.type === "f" ? "" : (renamed.index ?? ""));
  if (index === undefined) return;
  draft.lock(index.oid, "SHARE UPDATE EXCLUSIVE");
  model.setRelation({ ...index, name: newname });
}

function namesakes(oid: string, subname: string, { model }: EffectsDraft) {
  return model.family(oid).flatMap((member) => model.constraintsOf(member).filter(({ name }) => name === subname));
}

function renameType({ object, newname = "" }: RenameStmt, { model }: EffectsDraft): void {
  const type = object === undefined ? undefined : model.type(nameOfTexts(partsOf(object)));
  if (type !== undefined) model.setType({ ...type, name: newname });
}

function renameSchema({ subname, newname = "" }: RenameStmt, { model }: EffectsDraft): void {
  for (const relation of [...model.relations.values()]) {
    if (relation.schema === subname) model.setRelation({ ...relation, schema: newname });
  }
  for (const type of [...model.types.values()]) {
    if (type.schema === subname) model.setType({ ...type, schema: newname });
  }
}

/** ALTER TYPE RENAME ATTRIBUTE. */
function renameAttribute({ relation, subname = "", newname = "" }: RenameStmt, draft: EffectsDraft): void {
  const type = draft.model.relation(nameOfRange(relation));
  if (type === undefined) return;
  draft.lock(type.oid, "ACCESS EXCLUSIVE");
  for (const table of typedTables(type, draft)) renameColumn(table, { subname, newname, isForAll: true }, draft);
}

/** The tables that are made of a composite type. */
export function typedTables(type: RelationFact, { model }: EffectsDraft): readonly RelationFact[] {
  return [...model.relations.values()].filter(({ ofType }) => ofType !== null && ofType === type.rowType);
}

const RELATIONS: readonly (ObjectType | undefined)[] = [
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_SEQUENCE",
  "OBJECT_FOREIGN_TABLE",
];

/** SET SCHEMA: the sequences of a table move with it. */
export function setSchema(statement: AlterObjectSchemaStmt, draft: EffectsDraft): void {
  if (!RELATIONS.includes(statement.objectType)) return;
  const { model } = draft;
  const relation = model.relation(nameOfRange(statement.relation));
  if (relation === undefined) return;
  const indexes = model.indexesOf(relation.oid).flatMap(({ oid }) => model.relations.get(oid) ?? []);
  const sequences = ownedSequences({ model }, relation.oid);
  for (const { oid } of [relation, ...sequences]) draft.lock(oid, "ACCESS EXCLUSIVE");
  for (const moved of [relation, ...indexes, ...sequences]) {
    model.setRelation({ ...moved, schema: statement.newschema ?? moved.schema });
  }
}

/** OWNER TO of what is no relation locks no relation. */
export function changeOwner(_statement: AlterOwnerStmt): void {}
