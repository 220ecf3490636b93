import { camelCase, capitalise } from "../naming/snake-case.ts";
import { tableNameOf } from "../naming/table-name.ts";
import type { DiscoveredForeignKey, DiscoveredRelationship } from "./discovered-table.ts";
import { firstFree } from "./found-names.ts";

/** A table, as far as relations need it. */
export interface RelatedTable {
  readonly key: string;
  readonly modelName: string;
  /** The field of each column. */
  readonly fields: ReadonlyMap<string, string>;
  readonly foreignKeys: readonly DiscoveredForeignKey[];
  /** Columns that are unique by themselves. */
  readonly uniqueColumns: ReadonlySet<string>;
  readonly isPartition: boolean;
}

/** A foreign key of one column, with the names of both ways along it. */
export interface FoundReference {
  readonly foreignKey: DiscoveredForeignKey;
  readonly column: string;
  readonly field: string;
  readonly target: string;
  readonly targetColumn: string;
  readonly targetField: string;
  readonly as: string;
  /** Absent for a part of a partitioned table: the way back leads to the whole. */
  readonly inverse?: string;
}

/** The references of each table, and the foreign keys that no field can stand for. */
export interface FoundRelations {
  readonly references: ReadonlyMap<string, readonly FoundReference[]>;
  readonly others: ReadonlyMap<string, readonly DiscoveredForeignKey[]>;
}

/**
 * Names the relations between tables. The names depend on all tables, so that they are the same whichever of them become
 * models.
 *
 * @param tables all tables
 * @returns the references by the names of their tables
 */
export function foundRelations(tables: readonly RelatedTable[]): FoundRelations {
  const byKey = new Map(tables.map((table) => [table.key, table]));
  const taken = new Map(tables.map(({ key, fields }) => [key, new Set(fields.values())]));
  const plain = new Map<string, Omit<FoundReference, "inverse">[]>();
  const others = new Map<string, DiscoveredForeignKey[]>();
  for (const table of tables) {
    const own: Omit<FoundReference, "inverse">[] = [];
    for (const foreignKey of table.foreignKeys) {
      const reference = referenceOf(table, foreignKey, byKey);
      if (reference === undefined || own.some(({ field }) => field === reference.field)) {
        others.set(table.key, [...(others.get(table.key) ?? []), foreignKey]);
        continue;
      }
      const names = taken.get(table.key) ?? new Set();
      const as = firstFree(reference.candidates, (name) => names.has(name));
      names.add(as);
      const { candidates: _, ...rest } = reference;
      own.push({ ...rest, foreignKey, as });
    }
    plain.set(table.key, own);
  }
  const references = new Map(
    tables.map((table) => [table.key, withInverses(table, plain.get(table.key) ?? [], taken)]),
  );
  return { references, others };
}

function referenceOf(
  table: RelatedTable,
  { columns, table: target, targetColumns }: DiscoveredForeignKey,
  byKey: ReadonlyMap<string, RelatedTable>,
) {
  const [column = "", ...more] = columns;
  const [targetColumn = ""] = targetColumns;
  const [field, found] = [table.fields.get(column), byKey.get(target)];
  if (more.length > 0 || field === undefined || found?.uniqueColumns.has(targetColumn) !== true) return undefined;
  const long = `${field}${found.modelName}`;
  const targetField = found.fields.get(targetColumn) ?? targetColumn;
  const candidates = field.length > 2 && field.endsWith("Id") ? [field.slice(0, -2), long] : [long];
  return { column, field, target, targetColumn, targetField, candidates };
}

function withInverses(
  table: RelatedTable,
  references: readonly Omit<FoundReference, "inverse">[],
  taken: ReadonlyMap<string, Set<string>>,
): readonly FoundReference[] {
  if (table.isPartition) return references;
  const plural = camelCase(tableNameOf(table.modelName));
  return references.map((reference) => {
    const isOnly = references.every((other) => other === reference || other.target !== reference.target);
    const long = `${plural}By${capitalise(reference.as)}`;
    const names = taken.get(reference.target) ?? new Set();
    const inverse = firstFree(isOnly ? [plural, long] : [long], (name) => names.has(name));
    names.add(inverse);
    return { ...reference, inverse };
  });
}

/**
 * The relations of one table, by name.
 *
 * @param key the table
 * @param references the references of all tables
 * @returns a record without a prototype
 */
export function relationshipsOf(
  key: string,
  references: FoundRelations["references"],
): Readonly<Record<string, DiscoveredRelationship>> {
  const found: Record<string, DiscoveredRelationship> = Object.create(null);
  for (const { as, target, column, targetColumn } of references.get(key) ?? []) {
    found[as] = { type: "belongsTo", table: target, columns: [column], targetColumns: [targetColumn] };
  }
  for (const [referring, own] of references) {
    for (const { target, inverse, column, targetColumn } of own) {
      if (target !== key || inverse === undefined) continue;
      found[inverse] = { type: "hasMany", table: referring, columns: [targetColumn], targetColumns: [column] };
    }
  }
  return found;
}
