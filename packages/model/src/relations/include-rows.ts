import { allOf, isOneOf } from "@dataflow/query";
import type { Row, SelectOperation } from "../operation/operation.ts";
import { keyText } from "../operation/record-key.ts";
import { fieldsToRead, type Include } from "./include.ts";

/**
 * Puts the rows that relations lead to beside rows: one statement per relation and level, however many rows there are.
 * Each passes the pipeline of the model at the relation's end, so its policies hold here too.
 *
 * @param rows the rows; they have the fields that the relations are found by
 * @param includes the relations
 * @param includeDeleted whether soft-deleted rows are given too
 * @returns new rows with one more key per relation: a row or null, or a list of rows
 */
export async function includeRows(
  rows: readonly Row[],
  includes: readonly Include[],
  includeDeleted: boolean,
): Promise<readonly Row[]> {
  let included = rows;
  for (const include of includes) {
    const { name, field, kind } = include.relation;
    const byKey = await relatedRows(rows, include, includeDeleted);
    included = included.map((row) => {
      const found = byKey.get(keyText(row[field])) ?? [];
      return { ...row, [name]: kind === "many" ? found : (found[0] ?? null) };
    });
  }
  return included;
}

/**
 * Leaves out what was read only to find relations.
 *
 * @param rows the rows with what is included
 * @param fields the fields asked for; undefined for all
 * @param includes the relations
 * @returns rows with these alone, in this order
 */
export function onlyFields(
  rows: readonly Row[],
  fields: readonly string[] | undefined,
  includes: readonly Include[],
): readonly Row[] {
  if (fields === undefined) return rows;
  const kept = [...fields, ...includes.map(({ relation }) => relation.name)];
  return rows.map((row) => Object.fromEntries(kept.map((name) => [name, row[name]])));
}

/** The rows at a relation's end, by the value that they are found by. */
async function relatedRows(
  rows: readonly Row[],
  include: Include,
  includeDeleted: boolean,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const { field, targetField } = include.relation;
  const keys = new Map<string, unknown>();
  for (const row of rows) {
    const key = row[field];
    if (key !== null && key !== undefined) keys.set(keyText(key), key);
  }
  const grouped = new Map<string, Row[]>();
  if (keys.size === 0 || include.limit === 0) return grouped;
  const { rows: found } = await include.related.run(selectOf(include, [...keys.values()], includeDeleted));
  const complete = onlyFields(
    await includeRows(found, include.include, includeDeleted),
    include.fields,
    include.include,
  );
  for (const [index, row] of complete.entries()) {
    const key = keyText(found[index]?.[targetField]);
    const group = grouped.get(key);
    if (group === undefined) grouped.set(key, [row]);
    else group.push(row);
  }
  return grouped;
}

function selectOf(include: Include, keys: readonly unknown[], includeDeleted: boolean): SelectOperation {
  const { relation, where, orderBy, limit } = include;
  const fields = fieldsToRead(include.fields, include.include, [relation.targetField]);
  return {
    kind: "select",
    name: "include",
    where: allOf([isOneOf(relation.targetField, keys), where]),
    orderBy,
    includeDeleted,
    ...(fields === undefined ? {} : { fields }),
    ...(relation.kind === "many" ? { perGroup: { field: relation.targetField, limit } } : {}),
  };
}
