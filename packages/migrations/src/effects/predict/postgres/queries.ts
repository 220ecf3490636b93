import type { LockMode } from "../../lock-mode.ts";
import type { EffectsDraft } from "./effects-draft.ts";
import { ownFunctions } from "./expressions.ts";
import type { RelationFact } from "./facts.ts";
import { isTree, type Tree, walk } from "./tree.ts";

/** The relations that a query names, without the names that WITH gives. */
export function namedRelations(query: unknown, { model }: EffectsDraft): readonly RelationFact[] {
  const own = new Set<string>();
  walk(query, (kind, node) => {
    if (kind === "CommonTableExpr" && typeof node.ctename === "string") own.add(node.ctename);
    return true;
  });
  const found = new Set<RelationFact>();
  walk(query, (kind, node) => {
    const name = kind === "RangeVar" || kind === "relation" ? written(node) : undefined;
    if (name === undefined || (name.schema === undefined && own.has(name.name))) return true;
    const relation = model.relation(name);
    if (relation !== undefined) found.add(relation);
    return true;
  });
  return [...found];
}

function written(node: Tree): { readonly schema: string | undefined; readonly name: string } | undefined {
  if (typeof node.relname !== "string") return undefined;
  return { schema: typeof node.schemaname === "string" ? node.schemaname : undefined, name: node.relname };
}

/** A query is run: what it reads may be read from end to end. */
export function runQuery(query: unknown, draft: EffectsDraft): void {
  for (const relation of namedRelations(query, draft)) readRelation(relation, draft, "ACCESS SHARE");
  for (const name of ownFunctions(query, draft.model)) draft.unknown(`what the function "${name}" does`);
}

/** A relation is read; of a view, all that it shows. */
export function readRelation(relation: RelationFact, draft: EffectsDraft, mode: LockMode): void {
  for (const member of draft.model.family(relation.oid)) {
    draft.lock(member, mode);
    draft.scan(member);
  }
  if (relation.kind === "v") for (const below of shownBy(relation, draft)) readRelation(below, draft, mode);
}

/** The relations that a view or a materialized view is made of. */
export function shownBy(view: RelationFact, { model }: EffectsDraft): readonly RelationFact[] {
  const rules = model.partsOf(view.oid, "pg_rewrite").filter(({ name }) => name === "_RETURN");
  const oids = rules.flatMap(({ oid }) =>
    model.needs(`pg_rewrite ${oid} 0`).flatMap(({ on }) => {
      const [catalog, needed = ""] = on.split(" ");
      return catalog === "pg_class" && needed !== view.oid ? [needed] : [];
    }),
  );
  return [...new Set(oids)].flatMap((oid) => model.relations.get(oid) ?? []);
}

/** Whether a query locks rows: FOR UPDATE and the like. */
export function locksRows(query: unknown): boolean {
  return isTree(query) && Array.isArray(query.lockingClause) && query.lockingClause.length > 0;
}
