import type { CreateTableAsStmt, ViewStmt } from "@pgsql/types";
import { relationAddress } from "../database-model.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Address, Oid, RelationFact } from "../facts.ts";
import { createRelation } from "../new-relations.ts";
import { namedRelations, runQuery } from "../queries.ts";
import { nameOfRange } from "../tree.ts";

/** CREATE VIEW looks at what it shows; OR REPLACE keeps everybody from the view that is there. */
export function createView(statement: ViewStmt, draft: EffectsDraft): void {
  const name = nameOfRange(statement.view);
  const shown = namedRelations(statement.query, draft);
  for (const { oid } of shown) draft.lock(oid, "ACCESS SHARE");
  const old = statement.replace === true ? draft.model.relation(name) : undefined;
  if (old !== undefined) draft.lock(old.oid, "ACCESS EXCLUSIVE");
  show((old ?? createRelation(draft, name, "v")).oid, shown, draft);
}

/** A view is a rule that needs what it shows. */
function show(view: Oid, shown: readonly RelationFact[], { model }: EffectsDraft): void {
  const oid = model.newOid();
  const rule = { catalog: "pg_rewrite", oid, table: view, name: "_RETURN", schema: null, column: 0 };
  model.parts.set(`pg_rewrite ${oid}`, rule);
  const dependent: Address = `pg_rewrite ${oid} 0`;
  model.addDependency({ dependent, on: relationAddress(view), type: "i" });
  for (const relation of shown) model.addDependency({ dependent, on: relationAddress(relation.oid), type: "n" });
}

/** CREATE TABLE AS and CREATE MATERIALIZED VIEW. */
export function createFromQuery(statement: CreateTableAsStmt, draft: EffectsDraft): void {
  const name = nameOfRange(statement.into?.rel);
  const shown = namedRelations(statement.query, draft);
  if (statement.if_not_exists === true && draft.model.relation(name) !== undefined) return;
  if (statement.into?.skipData === true) {
    for (const { oid } of namedRelations(statement.query, draft)) draft.lock(oid, "ACCESS SHARE");
  } else runQuery(statement.query, draft);
  const made = createRelation(draft, name, statement.objtype === "OBJECT_MATVIEW" ? "m" : "r");
  draft.model.filled.add(made.oid);
  if (made.kind === "m") show(made.oid, shown, draft);
}
