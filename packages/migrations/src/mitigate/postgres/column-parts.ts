import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../../catalog/object-id.ts";
import { Dependents } from "../../diff/dependents.ts";

/** All that a column takes with it when it is dropped, and that its successor has to have. */
export interface ColumnParts {
  readonly table: CatalogObject<"table">;
  readonly column: CatalogObject<"column">;
  /** Checks and foreign keys. */
  readonly conditions: readonly CatalogObject<"constraint">[];
  /** Primary and unique keys. */
  readonly keys: readonly CatalogObject<"constraint">[];
  readonly indexes: readonly CatalogObject<"index">[];
  readonly statistics: readonly CatalogObject<"statistics">[];
  readonly sequences: readonly CatalogObject<"sequenceOwner">[];
  readonly comments: readonly CatalogObject<"comment">[];
  readonly grants: readonly CatalogObject<"grant">[];
}

/** What there is, or why a column cannot have a successor. */
export type FoundParts = ColumnParts | { readonly obstacle: string };

/**
 * Gathers what belongs to a column.
 *
 * @param column the column, of a table without partitions and heirs
 * @param objects the catalog
 * @param displaced objects that the plan drops and makes again anyway
 * @returns the parts, or what is in the way
 */
export function columnParts(
  { column, table }: Pick<ColumnParts, "column" | "table">,
  objects: CatalogIndex,
  displaced: ReadonlySet<ObjectId>,
): FoundParts {
  const dependents = new Dependents(objects);
  const own = dependents.direct(column.id).filter(({ id }) => !displaced.has(id));
  const of = <Kind extends CatalogObject["kind"]>(kind: Kind) =>
    own.filter((object): object is CatalogObject & CatalogObject<Kind> => object.kind === kind);
  const constraints = of("constraint");
  const isKey = ({ definition }: CatalogObject<"constraint">) => ["primary key", "unique"].includes(definition.type);
  const parts: ColumnParts = {
    table,
    column,
    conditions: constraints.filter(({ definition }) => ["check", "foreign key"].includes(definition.type)),
    keys: constraints.filter(isKey),
    indexes: of("index"),
    statistics: of("statistics"),
    sequences: of("sequenceOwner"),
    comments: [],
    grants: of("grant"),
  };
  const remade = [column, ...constraints, ...parts.indexes, ...parts.statistics];
  const comments = [...objects.values()].filter(
    (object): object is CatalogObject<"comment"> =>
      object.kind === "comment" && remade.some(({ id }) => id === object.definition.on),
  );
  const known = new Set<ObjectId>([...remade, ...parts.sequences, ...parts.grants, ...comments].map(({ id }) => id));
  const strange = [...own, ...parts.keys.flatMap(({ id }) => dependents.direct(id))].find(
    (object) => !known.has(object.id) && !displaced.has(object.id),
  );
  if (strange !== undefined)
    return { obstacle: `the ${strange.kind} ${displayName(strange.path)} needs ${displayName(column.path)} as it is` };
  const hard = hardPart(parts, constraints);
  return hard === undefined ? { ...parts, comments } : { obstacle: hard };
}

function hardPart(parts: ColumnParts, constraints: readonly CatalogObject<"constraint">[]): string | undefined {
  const { table, column, indexes } = parts;
  const name = displayName(column.path);
  const foreign = constraints.find(({ parent }) => parent !== table.id);
  if (foreign !== undefined)
    return `the foreign key ${displayName(foreign.path)} refers to ${name}: both sides have to change together`;
  const referring = constraints.find(({ definition }) => definition.references?.table === table.id);
  if (referring !== undefined) return `${displayName(table.path)} refers to itself by ${name}`;
  const excluding = constraints.find(({ definition }) => definition.type === "exclude");
  if (excluding !== undefined) return `the exclusion ${displayName(excluding.path)} cannot be built while others write`;
  const setting = constraints.find(({ definition }) => /\bSET (?:NULL|DEFAULT) \(/.test(definition.sql));
  if (setting !== undefined) return `the foreign key ${displayName(setting.path)} sets single columns`;
  const inherited = constraints.find(({ definition }) => definition.inherited === true);
  if (inherited !== undefined) return `the constraint ${displayName(inherited.path)} came from a parent table`;
  const used = indexes.find(({ definition }) => definition.clustered === true || definition.partOf !== undefined);
  if (used !== undefined) return `the index ${displayName(used.path)} is used by its table or a parent`;
  if (typeof table.definition.replicaIdentity === "object")
    return `${displayName(table.path)} has an index as its replica identity`;
  return table.path.includes(column.path.at(-1) ?? "") ? `${name} is called like its table or schema` : undefined;
}
