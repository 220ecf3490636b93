import type { DropStmt, Node, ObjectType } from "@pgsql/types";
import { type DatabaseModel, relationAddress } from "../database-model.ts";
import { dropObjects } from "../deletion.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Address } from "../facts.ts";
import { items, nameOfTexts, texts } from "../tree.ts";

const RELATIONS: readonly ObjectType[] = [
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_INDEX",
  "OBJECT_SEQUENCE",
  "OBJECT_FOREIGN_TABLE",
];

/** The parts of tables that are named together with their table: `DROP TRIGGER x ON t`. */
const PARTS: Partial<Record<ObjectType, string>> = {
  OBJECT_TRIGGER: "pg_trigger",
  OBJECT_POLICY: "pg_policy",
  OBJECT_RULE: "pg_rewrite",
};

/** Objects with a name of their own that hold no rows. */
const NAMED: Partial<Record<ObjectType, string>> = {
  OBJECT_SCHEMA: "pg_namespace",
  OBJECT_EXTENSION: "pg_extension",
  OBJECT_PUBLICATION: "pg_publication",
  OBJECT_FUNCTION: "pg_proc",
  OBJECT_PROCEDURE: "pg_proc",
  OBJECT_ROUTINE: "pg_proc",
  OBJECT_AGGREGATE: "pg_proc",
};

/** DROP locks what it drops, and what that belongs to. */
export function drop(statement: DropStmt, draft: EffectsDraft): void {
  const type = statement.removeType ?? "OBJECT_TABLE";
  if (statement.concurrent === true) {
    dropConcurrently(statement, draft);
    return;
  }
  const addresses = (statement.objects ?? []).flatMap((object) => addressesOf(object, type, draft));
  dropObjects(draft, addresses);
}

function addressesOf(object: Node, type: ObjectType, draft: EffectsDraft): readonly Address[] {
  const { model } = draft;
  const parts = partsOf(object);
  const written = nameOfTexts(parts);
  if (RELATIONS.includes(type)) {
    const relation = model.relation(written);
    // Partitions go with their table.
    return relation === undefined ? [] : [relationAddress(relation.oid)];
  }
  const catalog = PARTS[type];
  if (catalog !== undefined) return partAddresses(parts, catalog, model);
  if (type === "OBJECT_TYPE" || type === "OBJECT_DOMAIN") {
    const found = model.type(written);
    return found === undefined ? [] : [`pg_type ${found.oid} 0`];
  }
  if (type === "OBJECT_STATISTIC_EXT") {
    return [...model.parts.values()]
      .filter((part) => part.catalog === "pg_statistic_ext" && part.name === written.name)
      .map(({ oid }): Address => `pg_statistic_ext ${oid} 0`);
  }
  const named = NAMED[type];
  if (named !== undefined) {
    return model.facts.objects
      .filter((fact) => fact.catalog === named && fact.name === written.name)
      .map(({ oid }): Address => `${named} ${oid} 0`);
  }
  draft.unknown(`what hangs on a dropped object of the kind ${type}`);
  return [];
}

/** The words of a name, however deep the tree holds them. */
export function partsOf(object: Node): readonly string[] {
  if ("String" in object) return [object.String.sval ?? ""];
  if ("TypeName" in object) return texts(object.TypeName.names);
  if ("ObjectWithArgs" in object) return texts(object.ObjectWithArgs.objname);
  return texts(items(object));
}

function partAddresses(parts: readonly string[], catalog: string, model: DatabaseModel): readonly Address[] {
  const relation = model.relation(nameOfTexts(parts.slice(0, -1)));
  if (relation === undefined) return [];
  return model
    .partsOf(relation.oid, catalog)
    .filter(({ name }) => name === parts.at(-1))
    .map(({ oid }): Address => `${catalog} ${oid} 0`);
}

/** DROP INDEX CONCURRENTLY waits for whoever uses the table instead of keeping others from it. */
function dropConcurrently({ objects = [] }: DropStmt, draft: EffectsDraft): void {
  const { model } = draft;
  draft.nonTransactional();
  for (const object of objects) {
    const index = model.relation(nameOfTexts(partsOf(object)));
    if (index === undefined) continue;
    draft.waitsForTransactions();
    const table = model.indexes.get(index.oid)?.table;
    if (table !== undefined) draft.lock(table, "SHARE UPDATE EXCLUSIVE");
    draft.lock(index.oid, "ACCESS EXCLUSIVE");
    model.remove(relationAddress(index.oid));
  }
}
