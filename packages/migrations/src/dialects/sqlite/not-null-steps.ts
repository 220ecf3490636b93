import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName, type ObjectId, objectId } from "../../catalog/object-id.ts";
import { columnsOf } from "../../dependencies/base-table.ts";
import type { Addition, AdditionPlace, AdditionSteps } from "../../not-null/addition.ts";
import type { PlanSegment, PlanStep } from "../../plan/migration-plan.ts";
import { planMigration } from "../../plan/plan-migration.ts";
import { quoteIdentifier, quoteList } from "../sql-text.ts";

/** From this version a column can be made required in its place. */
const SETS_NOT_NULL = 3_053_000;

/** The steps of an addition: in place where the database can, by a new table where it cannot. */
export function additionSteps(addition: Addition, place: AdditionPlace): AdditionSteps {
  const column = columnObject(addition, place);
  const created = [column];
  if (addition.fill.default !== undefined && addition.keepsDefault) {
    const { segments } = planMigration(place.catalog, withObjects(place.catalog, created));
    const isRebuilt = segments.some(({ steps }) => steps.some(({ operation }) => operation === "rebuildTable"));
    return { executionStrategy: isRebuilt ? "REBUILD" : "SINGLE_STEP", segments, created };
  }
  const names = namesOf(addition, place);
  return {
    executionStrategy: "BATCHED_BACKFILL",
    segments: [
      { mode: "transactional", steps: [addNullable(names), coverWrites(names)] },
      { mode: "nonTransactional", steps: [fillRows(names)] },
      ...requireColumn(names, { place, column }),
    ],
    created,
  };
}

interface Names {
  readonly addition: Addition;
  readonly table: string;
  readonly column: string;
  readonly id: ObjectId;
  readonly shown: string;
  readonly trigger: string;
}

function namesOf(addition: Addition, { table }: AdditionPlace): Names {
  const path = [...table.path, addition.column];
  return {
    addition,
    table: quoteIdentifier(addition.table.name),
    column: quoteIdentifier(addition.column),
    id: objectId("column", path),
    shown: displayName(path),
    trigger: quoteIdentifier(`${addition.table.name}_${addition.column}_fill`),
  };
}

function step(names: Names, operation: string, statements: readonly string[], more: Partial<PlanStep> = {}): PlanStep {
  const { id, shown } = names;
  return { id: `${operation} ${shown}`, operation, object: id, statements, reversal: "inverse", ...more };
}

function columnObject(addition: Addition, { catalog, table }: AdditionPlace): CatalogObject<"column"> {
  const path = [...table.path, addition.column];
  const { fill, keepsDefault } = addition;
  const value = keepsDefault ? defaultClause(addition) : undefined;
  return {
    id: objectId("column", path),
    kind: "column",
    path,
    parent: table.id,
    definition: {
      type: addition.type,
      notNull: true,
      ...(value !== undefined && fill.default !== undefined && { default: value }),
    },
    dependsOn: [table.id],
    position: columnsOf(catalog, table).length,
    isApproximate: true,
  };
}

/** Only what is no plain value stands in parentheses: the database adds a column with a plain value in its place. */
function defaultClause({ defaultType, fill }: Addition): string | undefined {
  if (fill.default === undefined) return undefined;
  const isBare = defaultType === "STATIC" || /^CURRENT_(TIME|DATE|TIMESTAMP)$/i.test(fill.default.trim());
  return isBare ? fill.default : `(${fill.default})`;
}

function addNullable(names: Names): PlanStep {
  const { table, column, addition } = names;
  return step(names, "addColumn", [`ALTER TABLE ${table} ADD COLUMN ${column} ${addition.type}`]);
}

/** A trigger before the row could not change it; so the row gets its value right after, in the same statement. */
function coverWrites(names: Names): PlanStep {
  const { table, column, addition, trigger } = names;
  const { key, fill } = addition;
  const news = key.map((name) => `NEW.${quoteIdentifier(name)}`).join(", ");
  const body = `UPDATE ${table} SET ${column} = (${fill.expression}) WHERE ${quoteList(key)} = (${news}) AND ${column} IS NULL`;
  return step(names, "coverWrites", [`CREATE TRIGGER ${trigger} AFTER INSERT ON ${table} BEGIN ${body}; END`]);
}

function fillRows(names: Names): PlanStep {
  const { addition, column } = names;
  const backfill = {
    table: addition.table,
    key: addition.key,
    set: `${column} = (${addition.fill.expression})`,
    pending: `${column} IS NULL`,
  };
  return step(names, "fillColumn", [], { backfill, rows: "unknown" });
}

function requireColumn(
  names: Names,
  { place, column }: { readonly place: AdditionPlace; readonly column: CatalogObject<"column"> },
): readonly PlanSegment[] {
  const { table, trigger } = names;
  const drop = step(names, "endCover", [`DROP TRIGGER ${trigger}`]);
  if (place.serverVersion >= SETS_NOT_NULL) {
    const set = `ALTER TABLE ${table} ALTER COLUMN ${names.column} SET NOT NULL`;
    return [{ mode: "transactional", steps: [drop, step(names, "setColumnNotNull", [set], { rows: "unknown" })] }];
  }
  const nullable = { ...column, definition: { ...column.definition, notNull: false } };
  const { segments } = planMigration(withObjects(place.catalog, [nullable]), withObjects(place.catalog, [column]));
  const [first, ...rest] = segments;
  return [{ mode: "transactional", steps: [drop, ...(first?.steps ?? [])] }, ...rest];
}

function withObjects(catalog: Catalog, more: readonly CatalogObject[]): Catalog {
  return { ...catalog, objects: [...catalog.objects, ...more] };
}
