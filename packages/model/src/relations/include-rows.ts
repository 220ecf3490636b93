import { parseFilter } from "@dataflow/query";
import type { ModelBinding } from "../model/model-binding.ts";
import type { Row } from "../operation/operation.ts";
import { keyText } from "../operation/record-key.ts";
import type { Relation } from "./relation.ts";

/**
 * Puts the rows that rows refer to beside them: one read per relation, however many rows there are. The read passes the
 * pipeline of the model referred to, so its policies hold here too.
 *
 * @param rows the rows that refer
 * @param relations which references to follow
 * @param binding the model of the rows
 * @param includeDeleted whether soft-deleted rows are given too
 * @returns new rows with one more key per relation: the row referred to, or null
 */
export async function includeRows(
  rows: readonly Row[],
  relations: readonly Relation[],
  binding: ModelBinding,
  includeDeleted: boolean,
): Promise<readonly Row[]> {
  let included = rows;
  for (const relation of relations) {
    const byKey = await referredRows(rows, relation, binding, includeDeleted);
    included = included.map((row) => {
      const key = row[relation.field];
      return { ...row, [relation.name]: key === null ? null : (byKey.get(keyText(key)) ?? null) };
    });
  }
  return included;
}

async function referredRows(
  rows: readonly Row[],
  { field, target, targetField }: Relation,
  binding: ModelBinding,
  includeDeleted: boolean,
): Promise<ReadonlyMap<string, Row>> {
  const keys = new Map<string, unknown>();
  for (const row of rows) {
    const key = row[field];
    if (key !== null && key !== undefined) keys.set(keyText(key), key);
  }
  if (keys.size === 0) return new Map();
  const related = binding.host.bindingOf(target);
  const where = parseFilter({ [targetField]: { $in: [...keys.values()] } }, related.table);
  const result = await related.run({ kind: "select", name: "include", where, orderBy: [], includeDeleted });
  return new Map(result.rows.map((row) => [keyText(row[targetField]), row]));
}
