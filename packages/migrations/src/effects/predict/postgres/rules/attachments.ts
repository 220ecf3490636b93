import type {
  AlterPublicationStmt,
  CommentStmt,
  CreatePublicationStmt,
  CreateStatsStmt,
  CreateTrigStmt,
  GrantStmt,
  Node,
  RangeVar,
} from "@pgsql/types";
import type { LockMode } from "../../../lock-mode.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Oid } from "../facts.ts";
import { nameOfRange, nameOfTexts } from "../tree.ts";
import { partsOf } from "./drop.ts";

/** A statement that locks the relation it names, and no other. */
export function lockNamed(range: RangeVar | undefined, mode: LockMode, draft: EffectsDraft): Oid | undefined {
  const relation = draft.model.relation(nameOfRange(range));
  if (relation === undefined) draft.unknown("a relation that is not there");
  else draft.lock(relation.oid, mode);
  return relation?.oid;
}

/** CREATE TRIGGER, on partitions too. */
export function createTrigger(statement: CreateTrigStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const table = model.relation(nameOfRange(statement.relation));
  if (table === undefined) {
    draft.unknown("a trigger on a table that is not there");
    return;
  }
  const members = table.kind === "p" && statement.row === true ? model.family(table.oid) : [table.oid];
  for (const member of members) draft.lock(member, "SHARE ROW EXCLUSIVE");
  const other = statement.constrrel === undefined ? undefined : model.relation(nameOfRange(statement.constrrel));
  if (other !== undefined) draft.lock(other.oid, "ACCESS SHARE");
  const oid = model.newOid();
  const name = statement.trigname ?? "";
  model.parts.set(`pg_trigger ${oid}`, { catalog: "pg_trigger", oid, table: table.oid, name, schema: null, column: 0 });
}

/** CREATE STATISTICS. */
export function createStatistics(statement: CreateStatsStmt, draft: EffectsDraft): void {
  for (const node of statement.relations ?? []) {
    if ("RangeVar" in node) lockNamed(node.RangeVar, "SHARE UPDATE EXCLUSIVE", draft);
  }
}

/** The kinds of objects whose comment locks a relation, and how. */
const OF_RELATIONS = [
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_INDEX",
  "OBJECT_SEQUENCE",
  "OBJECT_FOREIGN_TABLE",
];
const OF_PARTS = ["OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"];

/** COMMENT. */
export function comment({ objtype = "OBJECT_TABLE", object }: CommentStmt, draft: EffectsDraft): void {
  const parts = object === undefined ? [] : partsOf(object);
  const isPart = objtype === "OBJECT_COLUMN" || OF_PARTS.includes(objtype);
  if (!isPart && !OF_RELATIONS.includes(objtype)) return;
  const relation = draft.model.relation(nameOfTexts(isPart ? parts.slice(0, -1) : parts));
  if (relation === undefined) {
    draft.unknown("a comment on a relation that is not there");
    return;
  }
  draft.lock(relation.oid, OF_PARTS.includes(objtype) ? "ACCESS SHARE" : "SHARE UPDATE EXCLUSIVE");
}

/** GRANT and REVOKE lock nothing before 18. */
export function grant({ targtype, objtype, objects = [] }: GrantStmt, draft: EffectsDraft): void {
  const { model } = draft;
  if (model.facts.serverVersion < 180000 || (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_SEQUENCE")) return;
  if (targtype === "ACL_TARGET_ALL_IN_SCHEMA") return;
  for (const node of objects) {
    const relation = "RangeVar" in node ? model.relation(nameOfRange(node.RangeVar)) : undefined;
    if (relation !== undefined) draft.lock(relation.oid, "ACCESS SHARE");
  }
}

/** Tables that are published. */
export function publish(statement: CreatePublicationStmt | AlterPublicationStmt, draft: EffectsDraft): void {
  for (const node of statement.pubobjects ?? []) lockPublished(node, draft);
}

function lockPublished(node: Node, draft: EffectsDraft): void {
  const table = "PublicationObjSpec" in node ? node.PublicationObjSpec.pubtable : undefined;
  if (table?.relation === undefined) return;
  const relation = draft.model.relation(nameOfRange(table.relation));
  if (relation === undefined) return;
  // Partitions are published through their table; heirs one by one.
  const isOne = table.relation.inh !== true || relation.kind === "p";
  for (const member of isOne ? [relation.oid] : draft.model.family(relation.oid)) {
    draft.lock(member, "SHARE UPDATE EXCLUSIVE");
  }
}
