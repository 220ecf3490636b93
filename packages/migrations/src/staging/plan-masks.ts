import { randomBytes } from "node:crypto";
import { suggestion } from "@dataflow/core";
import type { SqlParameter } from "@dataflow/database";
import { displayName, type ObjectId, objectId } from "../catalog/object-id.ts";
import type { CopyColumn, CopyRow, CopyTable } from "../dialects/copy-dialect.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { type CopyPlan, type CopyReference, sameName } from "./copy-tables.ts";
import { hashMask, type MaskedType, redactMask, type ValueMask } from "./mask-value.ts";
import { invalidStagingOption } from "./resolve-staging-request.ts";
import type { Mask, Masking } from "./staging-request.ts";

/** What happens to values on their way into an environment. */
export interface MaskPlan {
  readonly tables: ReadonlyMap<ObjectId, ReadonlyMap<string, ValueMask>>;
  /** The masked columns by table. */
  readonly names: ReadonlyMap<ObjectId, ReadonlySet<string>>;
}

/**
 * Finds the columns that masks are for, and those that are tied to them by foreign keys: they get the same mask, so that
 * rows find each other as before.
 *
 * @param plan tables and references
 * @param masking what was asked for
 * @param keys columns of primary and unique keys by table, where every value has to differ
 * @returns the masks
 * @throws MIGRATION.INVALID_OPTION
 */
export function planMasks(
  plan: CopyPlan,
  masking: Masking,
  keys: ReadonlyMap<ObjectId, ReadonlySet<string>>,
): MaskPlan {
  const masks = new Map<string, { readonly at: ColumnPlace; readonly mask: Mask }>();
  const links = linkedColumns(plan);
  for (const [name, mask] of Object.entries(masking)) {
    const waiting = [...columnsNamed(plan, name)];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const known = masks.get(placeKey(at));
      if (known !== undefined && known.mask !== mask) throw contradicting(name);
      if (known !== undefined) continue;
      masks.set(placeKey(at), { at, mask });
      waiting.push(...(links.get(placeKey(at)) ?? []));
    }
  }
  const key = randomBytes(32);
  const tables = new Map<ObjectId, Map<string, ValueMask>>();
  for (const { at, mask } of masks.values()) {
    const isKey = keys.get(at.table.id)?.has(at.column.name) === true || links.has(placeKey(at));
    const ofTable = tables.get(at.table.id) ?? new Map<string, ValueMask>();
    tables.set(at.table.id, ofTable.set(at.column.name, valueMask(mask, { ...at, key, isKey })));
  }
  return { tables, names: new Map([...tables].map(([id, columns]) => [id, new Set(columns.keys())])) };
}

/** Masks a row of a table. */
export function maskRow(row: CopyRow, table: CopyTable, plan: MaskPlan): CopyRow {
  const masks = plan.tables.get(table.id);
  if (masks === undefined) return row;
  return row.map((value, index) => {
    const mask = masks.get(table.columns[index]?.name ?? "");
    return mask === undefined ? value : mask(value);
  });
}

/** The masked columns as objects of a catalog. */
export function maskedColumns(plan: CopyPlan, { names }: MaskPlan): readonly ObjectId[] {
  return plan.tables.flatMap(({ id, table }) =>
    [...(names.get(id) ?? [])].map((name) => objectId("column", [...pathOf(table), name])),
  );
}

interface ColumnPlace {
  readonly table: CopyTable;
  readonly column: CopyColumn;
}

function placeKey({ table, column }: ColumnPlace): string {
  return `${table.id}\0${column.name}`;
}

function pathOf({ schema, name }: CopyTable["table"]): readonly string[] {
  return schema === undefined ? [name] : [schema, name];
}

/** A column by its name; of a partitioned table those of all partitions. */
function columnsNamed({ tables, references }: CopyPlan, name: string): readonly ColumnPlace[] {
  const byName = new Map<string, ColumnPlace[]>();
  const add = (path: readonly string[], place: ColumnPlace): void => {
    for (const label of new Set([displayName(path), path.join(".")]))
      byName.set(label, [...(byName.get(label) ?? []), place]);
  };
  for (const table of tables)
    for (const column of table.columns) add([...pathOf(table.table), column.name], { table, column });
  for (const reference of [...references.values()].flat().filter(({ isTargetWhole }) => isTargetWhole))
    for (const table of reference.parents)
      for (const column of table.columns) add([...pathOf(reference.target), column.name], { table, column });
  const found = byName.get(name);
  if (found !== undefined) return found;
  throw migrationErrors.create("INVALID_OPTION", {
    message: `The option "masking" names a column that is not there: "${name}"`,
    why: "values of the column that was meant would not be masked",
    fix: suggestion(name, [...byName.keys()]),
  });
}

/** Columns that hold the same values, because one refers to the other. */
function linkedColumns({ references }: CopyPlan): ReadonlyMap<string, readonly ColumnPlace[]> {
  const links = new Map<string, ColumnPlace[]>();
  const link = (from: ColumnPlace, to: ColumnPlace): void => {
    links.set(placeKey(from), [...(links.get(placeKey(from)) ?? []), to]);
  };
  for (const reference of [...references.values()].flat()) {
    for (const [index, name] of reference.columns.entries()) {
      const own = columnOf(reference.child, name);
      for (const parent of reference.parents) {
        const other = columnOf(parent, reference.targetColumns[index] ?? "");
        if (own === undefined || other === undefined) continue;
        link(own, other);
        link(other, own);
      }
    }
  }
  return links;
}

function columnOf(table: CopyTable, name: string): ColumnPlace | undefined {
  const column = table.columns.find((candidate) => sameName(candidate.name, name));
  return column && { table, column };
}

/** The masks of the columns of a reference, by place; undefined for those that are copied as they are. */
export function referenceMasks(reference: CopyReference, plan: MaskPlan): readonly (ValueMask | undefined)[] {
  const masks = plan.tables.get(reference.child.id);
  return reference.columns.map((name) => masks?.get(columnOf(reference.child, name)?.column.name ?? name));
}

function valueMask(
  mask: Mask,
  { table, column, key, isKey }: ColumnPlace & { readonly key: Uint8Array; readonly isKey: boolean },
): ValueMask {
  const name = `${displayName(pathOf(table.table))}.${column.name}`;
  if (typeof mask === "function") return (value) => (value === null ? null : textOf(mask(String(value)), name));
  if (mask !== "hash" && isKey)
    throw invalidStagingOption(`masking["${name}"]`, 'give "hash" or a function: the column is a key or refers to one');
  if (mask === "null") {
    if (column.notNull)
      throw invalidStagingOption(`masking["${name}"]`, 'give "hash" or "redact": it must have a value');
    return () => null;
  }
  const type = maskedType(column.type);
  if (type === undefined)
    throw invalidStagingOption(
      `masking["${name}"]`,
      `give "null" or a function: a ${column.type} cannot be masked otherwise`,
    );
  return mask === "hash" ? hashMask(key, type) : redactMask;
}

function textOf(value: SqlParameter, name: string): string {
  if (typeof value === "string") return value;
  throw invalidStagingOption(`masking["${name}"]`, "let the function return a text");
}

const KINDS: readonly (readonly [pattern: RegExp, kind: MaskedType["kind"], size?: number])[] = [
  [/^(smallint|int2)$/i, "integer", 15],
  [/^(integer|int|int4)$/i, "integer", 31],
  [/INT/i, "integer", 63],
  [/^(numeric|decimal|real|double|float)/i, "number"],
  [/^(text|character|varchar|char|citext|clob|nvarchar)/i, "text"],
  [/^uuid$/i, "uuid"],
  [/^(bytea|blob)$/i, "bytes"],
  [/^jsonb?$/i, "json"],
  [/^$/, "any"],
];

/** What a declared type allows a mask to do; undefined when nothing is known about it. */
function maskedType(type: string): MaskedType | undefined {
  if (type.endsWith("[]") || /interval/i.test(type)) return undefined;
  const found = KINDS.find(([pattern]) => pattern.test(type));
  if (found === undefined) return undefined;
  const length = /\((\d+)\)/.exec(type)?.[1];
  return { kind: found[1], size: found[2] ?? (length === undefined ? undefined : Number(length)) };
}

function contradicting(name: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "masking" asks for two different masks of one column: "${name}" is tied to another one by a foreign key`,
    why: "rows that refer to each other would not find each other any more",
    fix: "give both columns the same mask, or name only one of them",
  });
}
