import type { WrittenName } from "./database-model.ts";
import type { EffectsDraft } from "./effects-draft.ts";
import type { Oid, RelationFact } from "./facts.ts";

/** A relation that a statement makes. */
export function createRelation(draft: EffectsDraft, name: WrittenName, kind: string): RelationFact {
  const { model } = draft;
  const relation: RelationFact = {
    oid: model.newOid(),
    schema: name.schema ?? model.creationSchema,
    name: name.name,
    kind,
    owner: model.facts.user,
    persistence: "p",
    accessMethod: kind === "r" ? "heap" : null,
    tablespace: null,
    ofType: null,
    rowType: null,
    partitioning: null,
  };
  model.setRelation(relation);
  return relation;
}

/** What is known of an index that a statement makes. */
export interface NewIndex {
  readonly table: Oid;
  readonly name: string;
  /** 0 stands for an expression. */
  readonly keys: readonly number[];
  readonly isUnique?: boolean;
  readonly isPartial?: boolean;
}

/** Remembers an index that a statement makes. */
export function addIndex(
  draft: EffectsDraft,
  { table, name, keys, isUnique = true, isPartial = false }: NewIndex,
): void {
  const { model } = draft;
  const owner = model.relations.get(table);
  const { oid } = createRelation(draft, { schema: owner?.schema, name }, owner?.kind === "p" ? "I" : "i");
  model.indexes.set(oid, {
    oid,
    table,
    keys,
    reads: keys.filter((number) => number !== 0),
    hasExpressions: keys.includes(0) || isPartial,
    operatorClasses: [],
    isPrimary: false,
    isUnique,
    isClustered: false,
    isReplicaIdentity: false,
  });
  model.addDependency({ dependent: `pg_class ${oid} 0`, on: `pg_class ${table} 0`, type: "a" });
}
