import type { NodeValues } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";
import { checkFieldValue, problem } from "../input/row-check.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import { keyText } from "../operation/record-key.ts";

/** A row of a bulk upsert. */
export interface UpsertRow {
  /** Its place in the input. */
  readonly row: number;
  /** What a new row is given. */
  readonly values: NodeValues;
  /** Fields that are given to a new row only, in order of their names. */
  readonly onlyNew: readonly string[];
  /** What decides which stored row it is; absent when it can be no stored one, because a part of its key is null or yet to be made. */
  readonly key?: { readonly text: string; readonly values: readonly unknown[] };
}

const NO_NAMES: readonly string[] = Object.freeze([]);

/**
 * Reads the rows of a bulk upsert: their keys in the form in which they are stored, and what `$setOnInsert` gives to new
 * rows only.
 *
 * @param batch the rows as they were given
 * @param task the fields of the key, and the place of the first row in the input
 * @param binding the model
 * @returns the rows, in their order
 * @throws MODEL.INVALID_INPUT for a `$setOnInsert` that cannot be meant
 */
export function readUpsertRows(
  batch: readonly NodeValues[],
  { keyFields, firstRow }: { readonly keyFields: readonly string[]; readonly firstRow: number },
  binding: ModelBinding,
): readonly UpsertRow[] {
  return batch.map((given, index) => {
    const row = firstRow + index;
    const { values, onlyNew } = splitRow(given, `${binding.definition.name}[${row}]`, binding);
    const key = keyOf(values, keyFields, binding);
    return key === undefined ? { row, values, onlyNew } : { row, values, onlyNew, key };
  });
}

function splitRow(
  given: NodeValues,
  label: string,
  { definition }: ModelBinding,
): Pick<UpsertRow, "values" | "onlyNew"> {
  if (!Object.hasOwn(given, "$setOnInsert")) return { values: given, onlyNew: NO_NAMES };
  const { $setOnInsert: forNew, ...rest } = given;
  const isFields = typeof forNew === "object" && forNew !== null && !Array.isArray(forNew);
  const twice = isFields ? Object.keys(forNew).find((name) => Object.hasOwn(rest, name)) : undefined;
  if (!isFields || twice !== undefined) {
    const finding = problem(`${label}.${twice ?? "$setOnInsert"}`, twice === undefined ? NO_FIELDS : GIVEN_TWICE);
    throw modelErrors.create("INVALID_INPUT", {
      message: finding.message,
      why: "every value is checked before anything is written, so nothing was written",
      fix: finding.fix,
      meta: { model: definition.name, fields: [finding.path] },
      diagnostics: [finding],
    });
  }
  return { values: { ...rest, ...forNew }, onlyNew: Object.keys(forNew).sort() };
}

const NO_FIELDS = { message: "is no object of fields", fix: "give { field: value }" };
const GIVEN_TWICE = {
  message: "is given twice, in the row and in $setOnInsert",
  fix: "give it once: in $setOnInsert when stored rows keep theirs",
};

/** Values that do not fit make no key: the insert refuses them by name. */
function keyOf(values: NodeValues, keyFields: readonly string[], { definition }: ModelBinding): UpsertRow["key"] {
  const parts: unknown[] = [];
  let text = "";
  for (const name of keyFields) {
    const field = definition.fields.get(name);
    const fallback = field?.declaration.default;
    const given = Object.hasOwn(values, name) ? values[name] : fallback?.kind === "value" ? fallback.value : undefined;
    if (field === undefined || given === undefined || given === null) return undefined;
    const checked = checkFieldValue(field, given, name);
    if ("problems" in checked) return undefined;
    parts.push(checked.value);
    text += `${keyText(checked.value)}\u0000`;
  }
  return { text, values: parts };
}
