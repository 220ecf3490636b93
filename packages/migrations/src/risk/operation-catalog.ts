import { suggestion } from "@dataflow/core";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId, objectId } from "../catalog/object-id.ts";
import { findColumn, findTable } from "../dependencies/dependency-subject.ts";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { quoteIdentifier } from "../dialects/sql-text.ts";
import { withObjects, withoutObjects, withType } from "../diff/edit-catalog.ts";
import { type Renames, renameObjects } from "../diff/rename-objects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import { type OperationDetails, type OperationRiskRequest, RISK_OPERATIONS } from "./risk-operation.ts";

/** Where an operation leads. */
export interface OperationTarget {
  readonly desired: Catalog;
  readonly renames?: Renames;
}

const NAMES: readonly string[] = [
  "operationType",
  "table",
  "schema",
  "column",
  "details",
  "dependencies",
] satisfies (keyof OperationRiskRequest)[];

/**
 * The catalog that an operation leads to.
 *
 * @param catalog what there is
 * @param request the operation
 * @returns what there is afterwards
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.UNKNOWN_OBJECT
 */
export function operationTarget(catalog: Catalog, request: OperationRiskRequest): OperationTarget {
  checkOptionNames("assessOperationRisk", request, NAMES);
  if (!RISK_OPERATIONS.includes(request.operationType))
    throw invalidOption(
      "assessOperationRisk",
      "operationType",
      suggestion(String(request.operationType), RISK_OPERATIONS),
    );
  const table = findTable(catalog, request);
  if (table.kind !== "table") throw invalidOption("assessOperationRisk", "table", "name a table; this is a view");
  const subject = request.column === undefined ? table.id : objectId("column", [...table.path, request.column]);
  if (request.dependencies !== undefined && request.dependencies.subject !== subject)
    throw invalidOption("assessOperationRisk", "dependencies", `give the report about ${subject}`);
  return TARGETS[request.operationType]({ catalog, table, request, details: request.details ?? {} });
}

interface Place {
  readonly catalog: Catalog;
  readonly table: CatalogObject<"table">;
  readonly request: OperationRiskRequest;
  readonly details: OperationDetails;
}

const TARGETS: Readonly<Record<OperationRiskRequest["operationType"], (place: Place) => OperationTarget>> = {
  ADD_COLUMN: ({ catalog, table, request, details }) => {
    const { notNull = false, default: fill } = details;
    const type = typeOf(catalog, details);
    const path = [...table.path, needed("column", request.column)];
    const definition = { type, notNull, ...(fill !== undefined && { default: fill }) };
    return added(catalog, part("column", path, table, { definition, position: catalog.objects.length }));
  },
  DROP_COLUMN: ({ catalog, request }) => ({ desired: withoutObjects(catalog, [columnOf(catalog, request).id]) }),
  RENAME_COLUMN: ({ catalog, request, details }) => renamed(catalog, columnOf(catalog, request).id, details),
  CHANGE_TYPE: ({ catalog, request, details }) => ({
    desired: withType(catalog, [columnOf(catalog, request).id], typeOf(catalog, details)),
  }),
  SET_NOT_NULL: ({ catalog, request }) => {
    const column = columnOf(catalog, request);
    const changed = { ...column, definition: { ...column.definition, notNull: true } };
    return {
      desired: withObjects(
        catalog,
        catalog.objects.map((one) => (one.id === column.id ? changed : one)),
      ),
    };
  },
  RENAME_TABLE: ({ catalog, table, details }) => renamed(catalog, table.id, details),
  DROP_TABLE: ({ catalog, table }) => ({ desired: withoutObjects(catalog, [table.id]) }),
  ADD_FOREIGN_KEY: (place) => added(place.catalog, foreignKey(place)),
  DROP_CONSTRAINT: (place) => ({ desired: withoutObjects(place.catalog, [namedPart("constraint", place).id]) }),
  ADD_INDEX: (place) => added(place.catalog, index(place)),
  DROP_INDEX: (place) => ({ desired: withoutObjects(place.catalog, [namedPart("index", place).id]) }),
};

/** People write "varchar(20)", and the server "character varying(20)". */
function typeOf({ dialect }: Catalog, { type }: OperationDetails): string {
  return ddlDialect(dialect).typeWords(needed("details.type", type));
}

/** The server may put a default or a clause into its own words, which count as the same. */
function added(catalog: Catalog, object: CatalogObject): OperationTarget {
  const written: CatalogObject = { ...object, isApproximate: true };
  return { desired: withObjects(catalog, [...catalog.objects.filter(({ id }) => id !== object.id), written]) };
}

function renamed(catalog: Catalog, id: ObjectId, details: OperationDetails): OperationTarget {
  const renames = { [id]: needed("details.newName", details.newName) };
  return { desired: withObjects(catalog, renameObjects(catalog, renames).objects.values()), renames };
}

function part<Kind extends "column" | "constraint" | "index">(
  kind: Kind,
  path: readonly string[],
  table: CatalogObject<"table">,
  more: Pick<CatalogObject<Kind>, "definition"> & { readonly position?: number; readonly needs?: readonly ObjectId[] },
) {
  const { needs = [], ...rest } = more;
  return { id: objectId(kind, path), kind, path, parent: table.id, dependsOn: [table.id, ...needs].sort(), ...rest };
}

function foreignKey({ catalog, table, request, details }: Place): CatalogObject {
  const references = needed("details.references", details.references);
  const columns = details.columns ?? [needed("column", request.column)];
  const { id, path } = findTable(catalog, references);
  const { name = `${table.path.at(-1)}_${columns.join("_")}_fkey`, onDelete = "no action" } = details;
  const action = onDelete === "no action" ? "" : ` ON DELETE ${onDelete.toUpperCase()}`;
  const target = `${path.map(quoteIdentifier).join(".")}(${references.columns.map(quoteIdentifier).join(", ")})`;
  const definition = {
    type: "foreign key" as const,
    sql: `FOREIGN KEY (${columns.map(quoteIdentifier).join(", ")}) REFERENCES ${target}${action}`,
    columns,
    references: { table: id, columns: references.columns, onDelete, onUpdate: "no action" as const },
    valid: true,
  };
  return part("constraint", [...table.path, name], table, { definition, needs: [id] });
}

function index({ table, request, details }: Place): CatalogObject {
  const columns = details.columns ?? [needed("column", request.column)];
  const { name = `${table.path.at(-1)}_${columns.join("_")}_idx`, unique = false } = details;
  const on = `${table.path.map(quoteIdentifier).join(".")} (${columns.map(quoteIdentifier).join(", ")})`;
  const sql = `CREATE ${unique ? "UNIQUE " : ""}INDEX ${quoteIdentifier(name)} ON ${on}`;
  const definition = { sql, method: "btree", unique, columns, valid: true };
  const needs = columns.map((column) => objectId("column", [...table.path, column]));
  return part("index", [...table.path.slice(0, -1), name], table, { definition, needs });
}

function namedPart(kind: "constraint" | "index", { catalog, table, details }: Place): CatalogObject {
  const name = needed("details.name", details.name);
  const parts = catalog.objects.filter((one) => one.kind === kind && one.parent === table.id);
  const found = parts.find(({ path }) => path.at(-1) === name);
  if (found !== undefined) return found;
  throw migrationErrors.create("UNKNOWN_OBJECT", {
    message: `${displayName(table.path)} has no ${kind} "${name}"`,
    why: "what is not there cannot be judged",
    fix: suggestion(
      name,
      parts.map(({ path }) => path.at(-1) ?? ""),
    ),
  });
}

function columnOf(catalog: Catalog, request: OperationRiskRequest): CatalogObject<"column"> {
  return findColumn(catalog, { ...request, column: needed("column", request.column) });
}

function needed<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw invalidOption("assessOperationRisk", name, `give "${name}": the operation cannot be done without it`);
}
