import { type NodeValues, suggestion } from "@dataflow/core";
import type { BulkCreateResult } from "../commands/bulk-create-command.ts";
import { signalParameter } from "../commands/shared-parameters.ts";
import type { ModelField } from "../definition/model-field.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { refuseUnknownParameters } from "../input/check-parameters.ts";
import { RowGroups } from "../input/row-batches.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { fileToRead } from "./allowed-path.ts";
import { fileFailure } from "./file-failure.ts";
import { fromFile } from "./file-values.ts";
import { type FileRow, readRows } from "./read-rows.ts";
import { chunksOf, columnNames } from "./transfer-checks.ts";
import { formatOf, pathOf } from "./transfer-format.ts";
import { importOptions } from "./transfer-parameters.ts";
import { unreadableFile } from "./unreadable-file.ts";

/** What an import gives. */
export interface ImportResult extends BulkCreateResult {
  /** Columns of the file that were left out: fields that DataFlow writes by itself. */
  readonly ignored: readonly string[];
}

/**
 * Stores the rows of a file through the same path as a bulk create.
 *
 * @param source a path, a `file:` URL, or chunks of a file's content
 * @param input `format`, `columns`, and what a bulk create takes
 * @param binding the model
 * @param bulkCreate the model's bulk create
 * @returns what became of the rows
 * @throws MODEL.UNREADABLE_FILE, MODEL.PATH_NOT_ALLOWED, MODEL.UNKNOWN_PARAMETER
 * @throws MODEL.UNKNOWN_FIELD for a column that no field is called like
 */
export async function importRows(
  source: unknown,
  input: CommandInput,
  binding: ModelBinding,
  bulkCreate: (input: CommandInput) => Promise<BulkCreateResult>,
): Promise<ImportResult> {
  const place = `${binding.definition.name}.import`;
  refuseUnknownParameters(input, { ...importOptions(binding.definition), signal: signalParameter }, place);
  const { format: given, columns, ...options } = input;
  const named = pathOf(source);
  const format = formatOf(named, given);
  const { fileFolder: folder } = binding.host;
  const path = named === undefined || folder === undefined ? named : await fileToRead(named, { folder, place });
  const ignored = new Set<string>();
  const fieldOf = columnReader(columns, binding, ignored);
  const groups = readRows(path ?? chunksOf(source), format);
  const data = new RowGroups(fileValues(groups, fieldOf, format === "csv"));
  try {
    return { ...(await bulkCreate({ ...options, data })), ignored: [...ignored] };
  } catch (error) {
    throw path === undefined ? error : fileFailure(error, path, "READ");
  }
}

type FieldOf = (column: string) => ModelField | undefined;

async function* fileValues(
  groups: AsyncIterable<Iterable<FileRow>>,
  fieldOf: FieldOf,
  isText: boolean,
): AsyncGenerator<Iterable<NodeValues>> {
  for await (const group of groups) yield valuesOf(group, fieldOf, isText);
}

function* valuesOf(group: Iterable<FileRow>, fieldOf: FieldOf, isText: boolean): Generator<NodeValues> {
  for (const row of group) {
    const values: Record<string, unknown> = {};
    for (const column in row) {
      const field = fieldOf(column);
      if (field === undefined) continue;
      const raw = row[column];
      if (raw !== null && raw !== undefined) values[field.name] = fromFile(field, raw, isText);
      // A file of texts has a place for every field: an empty one asks for the default where null cannot be meant.
      else if (!isText || field.nullable) values[field.name] = null;
    }
    yield values;
  }
}

/** Which field a column is for; each column is looked up once. */
function columnReader(columns: unknown, { definition }: ModelBinding, ignored: Set<string>): FieldOf {
  const names = columnNames(columns);
  const known = new Map<string, ModelField | undefined>();
  const columnOf = new Map<string, string>();
  const find = (column: string): ModelField | undefined => {
    const name = names.has(column) ? names.get(column) : column;
    if (name === null || name === undefined) return undefined;
    const field = definition.fields.get(name);
    if (field === undefined) throw unknownColumn(definition.name, column, [...definition.fields.keys()]);
    if (field.isManaged) {
      ignored.add(column);
      return undefined;
    }
    const other = columnOf.get(name);
    if (other !== undefined)
      throw unreadableFile(`the column "${column}"`, `"${other}" is for the same field, ${name}`);
    columnOf.set(name, column);
    return field;
  };
  return (column) => {
    if (!known.has(column)) known.set(column, find(column));
    return known.get(column);
  };
}

function unknownColumn(model: string, column: string, fields: readonly string[]) {
  return modelErrors.create("UNKNOWN_FIELD", {
    message: `${model}.import: the column "${column}" is no field of the model`,
    why: "a column that is quietly left out is data that is quietly lost",
    fix: `${suggestion(column, fields)}; or say in columns which field it is for, or null to leave it out`,
    meta: { model, column },
  });
}
