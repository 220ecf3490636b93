import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { TableDefinition } from "../../catalog/object-definitions.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { columnClause } from "./alter-column.ts";
import {
  columnAfterthoughts,
  columnDeclaration,
  inheritedColumnChanges,
  typedColumnDeclaration,
} from "./column-clauses.ts";
import { indexUses } from "./index-uses.ts";
import { ownName, quotePath } from "./names.ts";
import { rowSecurityClauses } from "./set-row-security.ts";
import { type TableParts, tableParts } from "./table-parts.ts";
import { createOperation } from "./whole-object.ts";

type Table = CatalogObject<"table">;

/** Creates a table as one readable statement: its columns, keys and checks, and where it belongs. */
export const createTable: OperationType<"table"> = createOperation(
  "table",
  (table, facts) => {
    const parts = tableParts(table, facts);
    const alter = (clause: string): string => `ALTER TABLE ${quotePath(table.path)} ${clause}`;
    const alterOnly = (clause: string): string => `ALTER TABLE ONLY ${quotePath(table.path)} ${clause}`;
    return [
      createStatement(table, parts, facts),
      ...parts.columns.flatMap(columnAfterthoughts).map(alter),
      ...parts.columns.flatMap((column) => droppedDefaults(column, table, facts)).map(alterOnly),
      ...parts.inherited.flatMap((column) => changesOf(column, table, facts)).map(alterOnly),
      ...rowSecurityClauses({}, table.definition).map(alter),
      ...(typeof table.definition.replicaIdentity === "string"
        ? [alter(`REPLICA IDENTITY ${table.definition.replicaIdentity.toUpperCase()}`)]
        : []),
      ...parts.constraints.flatMap((constraint) => indexUses(constraint, facts)),
    ];
  },
  {
    creates({ after }, facts) {
      if (after === undefined) return [];
      const { columns, inherited, constraints } = tableParts(after, facts);
      return [...columns, ...inherited, ...constraints].map(({ id }) => id);
    },
    lock({ after }, facts) {
      const parent = after?.definition.partitionOf?.table;
      return parent === undefined ? undefined : `ACCESS EXCLUSIVE on ${tableName(parent, facts)}`;
    },
  },
);

function createStatement(table: Table, { columns, constraints }: TableParts, facts: PlanFacts): string {
  const { definition } = table;
  const declare = definition.ofType === undefined ? columnDeclaration : typedColumnDeclaration;
  const lines = [
    ...columns.map(declare).filter((line) => line !== undefined),
    ...constraints.map((constraint) => `CONSTRAINT ${ownName(constraint)} ${constraint.definition.sql}`),
  ];
  const unlogged = definition.persistence === "unlogged" ? "UNLOGGED " : "";
  const body = lines.length === 0 ? "" : ` (\n  ${lines.join(",\n  ")}\n)`;
  const isAlone = definition.partitionOf === undefined && definition.ofType === undefined;
  return [
    `CREATE ${unlogged}TABLE ${quotePath(table.path)}`,
    originOf(definition, facts),
    body === "" && isAlone ? " ()" : body,
    ...placeOf(definition, facts),
  ].join("");
}

/** What stands before the columns: where they come from. */
function originOf({ partitionOf, ofType }: TableDefinition, facts: PlanFacts): string {
  if (partitionOf !== undefined) return ` PARTITION OF ${tableName(partitionOf.table, facts)}`;
  return ofType === undefined ? "" : ` OF ${tableName(ofType, facts)}`;
}

/** What stands after the columns. */
function placeOf(definition: TableDefinition, facts: PlanFacts): readonly string[] {
  const { partitionOf, inherits = [], partitionBy, accessMethod, options = [], tablespace } = definition;
  return [
    ...(partitionOf === undefined ? [] : [` ${partitionOf.bound}`]),
    ...(inherits.length === 0 ? [] : [` INHERITS (${inherits.map((id) => tableName(id, facts)).join(", ")})`]),
    ...(partitionBy === undefined ? [] : [` PARTITION BY ${partitionBy}`]),
    ...(accessMethod === undefined ? [] : [` USING ${quoteIdentifier(accessMethod)}`]),
    ...(options.length === 0 ? [] : [` WITH (${options.join(", ")})`]),
    ...(tablespace === undefined ? [] : [` TABLESPACE ${quoteIdentifier(tablespace)}`]),
  ];
}

/** A column may differ from the one that its table's parent has. */
function changesOf(column: CatalogObject<"column">, table: Table, facts: PlanFacts): readonly string[] {
  const parent = parentColumn(column, table, facts);
  return parent === undefined ? columnAfterthoughts(column) : inheritedColumnChanges(column, parent);
}

/** A column that is declared beside a parent's of its name is born with the parent's default all the same. */
function droppedDefaults(column: CatalogObject<"column">, table: Table, facts: PlanFacts): readonly string[] {
  const { default: fill, generated, identity } = column.definition;
  const inherited = parentColumn(column, table, facts)?.definition.default;
  if (inherited === undefined || (fill ?? generated ?? identity) !== undefined) return [];
  return [columnClause(column, "DROP DEFAULT")];
}

function parentColumn(
  column: CatalogObject<"column">,
  { definition }: Table,
  { desired }: PlanFacts,
): CatalogObject<"column"> | undefined {
  const parents = definition.partitionOf === undefined ? (definition.inherits ?? []) : [definition.partitionOf.table];
  for (const parent of parents) {
    const path = [...(desired.get(parent)?.path ?? []), column.path.at(-1) ?? ""];
    const found = desired.get(objectId("column", path));
    if (found?.kind === "column") return found;
  }
  return undefined;
}

function tableName(id: ObjectId, { desired, actual }: PlanFacts): string {
  const found = desired.get(id) ?? actual.get(id);
  if (found === undefined) throw new TypeError(`the catalog refers to a ${id} that it does not have`);
  return quotePath(found.path);
}
