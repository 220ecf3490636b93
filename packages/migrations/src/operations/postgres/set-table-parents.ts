import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { partsOf } from "../../catalog/catalog-parts.ts";
import type { TableDefinition } from "../../catalog/object-definitions.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { alterTable } from "./alter-table.ts";
import { ownName, quotePath } from "./names.ts";
import { ownNotNulls } from "./set-not-null-constraint.ts";

type Table = CatalogObject<"table">;
type PartitionOf = NonNullable<TableDefinition["partitionOf"]>;

const changeParents: OperationType<"table"> = alterTable("setTableParents", ["inherits"], (before, after, facts) => {
  const [old, wanted] = [before.definition.inherits ?? [], after.definition.inherits ?? []];
  // What both an old and a new parent have stays inherited if the new one comes first.
  return [
    ...wanted
      .filter((id) => !old.includes(id))
      .flatMap((id) => [...missingChecks(after, id, facts), `INHERIT ${tableName(id, facts)}`]),
    ...old.filter((id) => !wanted.includes(id)).map((id) => `NO INHERIT ${tableName(id, facts)}`),
  ];
});

/** Changes which tables a table inherits from. */
export const setTableParents: OperationType<"table"> = {
  ...changeParents,
  plan(change, facts) {
    const { before, after } = change;
    if (before === undefined || after === undefined) return [];
    const isLeft = before.definition.inherits?.some((id) => after.definition.inherits?.includes(id) !== true);
    return [...changeParents.plan(change, facts), ...(isLeft === true ? ownNotNulls(before, facts) : []).map(inside)];
  },
};

/** Detaches a partition that gets another bound, or another table: the bounds of others may need the place. */
export const releasePartition: OperationType<"table"> = {
  ...alterTable("releasePartition", ["partitionOf"], () => []),
  isRelease: true,
  plan({ before, after }, facts) {
    const old = before?.definition.partitionOf;
    if (before === undefined || old === undefined || after?.definition.partitionOf === undefined) return [];
    return [inside(detachClause(before, old, facts))];
  },
};

function detachClause(table: Table, { table: parent }: PartitionOf, facts: PlanFacts): string {
  return `ALTER TABLE ${tableName(parent, facts)} DETACH PARTITION ${quotePath(table.path)}`;
}

/** Attaches a table as a partition, or detaches it. */
export const setPartition: OperationType<"table"> = {
  ...alterTable("setPartition", ["partitionOf"], () => []),
  plan({ before, after }, facts) {
    if (before === undefined || after === undefined) return [];
    const [old, wanted] = [before.definition.partitionOf, after.definition.partitionOf];
    const table = quotePath(after.path);
    return [
      ...(old === undefined || wanted !== undefined
        ? []
        : [detachClause(before, old, facts), dropLeftOver(after, facts), ...ownNotNulls(before, facts)].map(inside)),
      ...(wanted === undefined
        ? []
        : [
            ...missingChecks(after, old === undefined ? wanted.table : undefined, facts).map((clause) =>
              inside(`ALTER TABLE ${table} ${clause}`),
            ),
            inside(`ALTER TABLE ${tableName(wanted.table, facts)} ATTACH PARTITION ${table} ${wanted.bound}`),
          ]),
    ];
  },
};

function tableName(id: ObjectId, facts: PlanFacts): string {
  const table = facts.desired.get(id) ?? facts.actual.get(id);
  if (table === undefined) throw new TypeError(`the catalog refers to a ${id} that it does not have`);
  return quotePath(table.path);
}

/** A table needs the checks of a parent before it gets the parent; afterwards they count as the parent's alone. */
function missingChecks(
  table: CatalogObject<"table">,
  parent: ObjectId | undefined,
  facts: PlanFacts,
): readonly string[] {
  const { desired } = facts;
  const above = parent === undefined ? undefined : desired.get(parent);
  if (above?.kind !== "table") return [];
  const checks = partsOf(desired, above.id).flatMap((object) => {
    if (object.kind !== "constraint" || object.definition.type !== "check") return [];
    const { sql, valid } = object.definition;
    const isThere = desired.has(objectId("constraint", [...table.path, object.path.at(-1) ?? ""]));
    if (isThere || sql.endsWith(" NO INHERIT")) return [];
    return [`ADD CONSTRAINT ${ownName(object)} ${sql}${valid ? "" : " NOT VALID"}`];
  });
  return [...missingChecks(table, above.definition.partitionOf?.table, facts), ...checks];
}

/**
 * A table that was a partition keeps keys, references, checks and indexes that came from its parent, under names that only the
 * server knows. What is wanted of them is made again as the table's own.
 */
function dropLeftOver(table: CatalogObject<"table">, { actual }: PlanFacts): string {
  const own = partsOf(actual, table.id).filter(({ kind }) => kind === "constraint" || kind === "index");
  const names = `ARRAY[${own.map(({ path }) => quoteText(path.at(-1) ?? "")).join(", ")}]::name[]`;
  const relation = `${quoteText(quotePath(table.path))}::pg_catalog.regclass`;
  return `DO $do$ DECLARE entry record; BEGIN
  FOR entry IN SELECT k.conname FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = ${relation} AND k.contype IN ('p', 'u', 'x', 'f', 'c') AND k.conparentid = 0 AND k.conname <> ALL (${names})
    ORDER BY k.contype <> 'f'
  LOOP EXECUTE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', ${relation}, entry.conname); END LOOP;
  FOR entry IN SELECT i.oid::pg_catalog.regclass AS place FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    WHERE x.indrelid = ${relation} AND i.relname <> ALL (${names})
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.conrelid = x.indrelid)
  LOOP EXECUTE pg_catalog.format('DROP INDEX IF EXISTS %s', entry.place); END LOOP;
END $do$`;
}
