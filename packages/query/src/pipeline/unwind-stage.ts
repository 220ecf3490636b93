import { isPlainObject, type ScalarColumnType, suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import { checkKind, outputNameProblem } from "../parser/aggregate-operators.ts";
import { shown } from "../parser/filter-error.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { unwoundDocuments } from "./document-rows.ts";
import { parsePlace } from "./field-path.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { StageParser, StageRows } from "./pipeline-stage.ts";

/** Makes a row of each element of an array, which stands in its place. */
export interface UnwindStage {
  readonly kind: "unwind";
  readonly field: string;
  /** The place of the array in a JSON field; absent for the field itself. */
  readonly keys?: readonly string[];
  /** Absent when the elements are documents or JSON values. */
  readonly element?: ScalarColumnType;
  /** The field that the element's place is put into, from zero on. */
  readonly index?: string;
  /** Whether a row without elements stays, with null for one. */
  readonly keepsEmpty: boolean;
}

const OPTIONS: readonly string[] = ["path", "includeArrayIndex", "preserveNullAndEmptyArrays"];
const EXAMPLE = 'write { $unwind: "$tags" } or { $unwind: { path: "$tags", includeArrayIndex: "place" } }';

/** `{ $unwind: "$tags" }` or `{ $unwind: { path: "$tags", includeArrayIndex: "place", preserveNullAndEmptyArrays: true } }` */
export const parseUnwindStage: StageParser = (input, rows, path) => {
  const options = isPlainObject(input) ? input : { path: input };
  for (const option of Object.keys(options)) {
    if (!OPTIONS.includes(option)) throw unknownOption(option, path);
  }
  const { field, keys } = parsePlace(options.path, rows.table, path);
  const keepsEmpty = options.preserveNullAndEmptyArrays ?? false;
  if (typeof keepsEmpty !== "boolean")
    throw invalidStage(`${path}.preserveNullAndEmptyArrays`, "is neither true nor false", EXAMPLE);
  const elements = elementsOf(field, rows, path);
  const index = parseIndex(options.includeArrayIndex, rows.table, `${path}.includeArrayIndex`);
  const stage = {
    kind: "unwind",
    field: field.name,
    keepsEmpty,
    ...(keys.length === 0 ? {} : { keys }),
    ...(elements.type === undefined ? {} : { element: elements.type }),
    ...(index === undefined ? {} : { index }),
  } as const;
  return { stage: Object.freeze(stage), rows: withIndex(elements.rows, index) };
};

/** The rows with one element in the array's place. */
function elementsOf(
  field: QueryField,
  rows: StageRows,
  path: string,
): { readonly type?: ScalarColumnType; readonly rows: StageRows } {
  const documents = rows.documents.get(field.name);
  if (documents?.isList === true) return { rows: unwoundDocuments(rows, field, documents.rows) };
  checkKind(field, ["array", "json"], "$unwind", path);
  const { type } = field;
  const element = type.kind === "array" ? type.element : undefined;
  const fields = new Map(rows.table.fields);
  fields.set(field.name, Object.freeze({ ...field, type: element ?? type, nullable: true }));
  const lists = new Set([...rows.lists].filter((name) => name !== field.name));
  const parts = new Set([...rows.parts].filter((name) => name !== field.name));
  return {
    ...(element === undefined ? {} : { type: element }),
    rows: { ...rows, table: Object.freeze({ ...rows.table, fields }), lists, parts },
  };
}

function parseIndex(input: unknown, table: QueryTable, path: string): string | undefined {
  if (input === undefined) return undefined;
  if (typeof input !== "string") throw invalidStage(path, "is not a name", EXAMPLE);
  const problem = outputNameProblem(input) ?? (table.fields.has(input) ? "a field has it already" : undefined);
  if (problem !== undefined)
    throw invalidStage(path, `is not a name that a field can have: ${problem}`, "give it another name");
  return input;
}

function withIndex(rows: StageRows, index: string | undefined): StageRows {
  const fields = new Map(rows.table.fields);
  if (index !== undefined) {
    const type = { kind: "integer" } as const;
    fields.set(index, Object.freeze({ name: index, column: index, type, nullable: true }));
  }
  return { ...rows, table: Object.freeze({ ...rows.table, fields, primaryKey: [] }) };
}

function unknownOption(option: string, path: string) {
  return queryErrors.create("UNKNOWN_OPTION", {
    message: `${path} has no option "${shown(option)}"`,
    why: "an option that is not known would be ignored silently",
    fix: suggestion(option, OPTIONS),
    meta: { path },
  });
}
