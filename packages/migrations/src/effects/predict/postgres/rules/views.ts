import type { CreateTableAsStmt, ViewStmt } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";
import { namedRelations, runQuery } from "../queries.ts";
import { nameOfRange } from "../tree.ts";
import { createRelation } from "./create-table.ts";

/** CREATE VIEW looks at what it shows; OR REPLACE keeps everybody from the view that is there. */
export function createView(statement: ViewStmt, draft: EffectsDraft): void {
  const name = nameOfRange(statement.view);
  for (const { oid } of namedRelations(statement.query, draft)) draft.lock(oid, "ACCESS SHARE");
  const old = statement.replace === true ? draft.model.relation(name) : undefined;
  if (old === undefined) createRelation(draft, name, "v");
  else draft.lock(old.oid, "ACCESS EXCLUSIVE");
}

/** CREATE TABLE AS and CREATE MATERIALIZED VIEW. */
export function createFromQuery(statement: CreateTableAsStmt, draft: EffectsDraft): void {
  const name = nameOfRange(statement.into?.rel);
  if (statement.if_not_exists === true && draft.model.relation(name) !== undefined) return;
  if (statement.into?.skipData === true) {
    for (const { oid } of namedRelations(statement.query, draft)) draft.lock(oid, "ACCESS SHARE");
  } else runQuery(statement.query, draft);
  const made = createRelation(draft, name, statement.objtype === "OBJECT_MATVIEW" ? "m" : "r");
  draft.model.filled.add(made.oid);
}
