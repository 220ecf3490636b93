import type { AggregateNode, DocumentField } from "../ast/aggregate-node.ts";
import { MAX_OUTPUTS, outputNameProblem } from "../parser/aggregate-operators.ts";
import { shown } from "../parser/filter-error.ts";
import type { QueryField } from "../table/query-table.ts";
import { rowsOf } from "./document-rows.ts";
import { parseFieldPath } from "./field-path.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { DocumentRows, StageRows } from "./pipeline-stage.ts";

/** What can be done with documents: they have no order, and lists of lists have no fields. */
export function takesDocuments(operator: string, { isList }: DocumentRows): boolean {
  return operator === "$first" || operator === "$last" || (operator === "$push" && !isList);
}

/**
 * `{ $push: { name: "$field" } }`
 *
 * @param name the output's name
 * @param input the documents' fields
 * @param rows the rows
 * @param path the place
 * @returns the frozen node
 * @throws QUERY.INVALID_PIPELINE, QUERY.UNKNOWN_FIELD
 */
export function pushedDocument(
  name: string,
  input: Readonly<Record<string, unknown>>,
  rows: StageRows,
  path: string,
): AggregateNode {
  const names = Object.keys(input);
  if (names.length === 0 || names.length > MAX_OUTPUTS)
    throw invalidStage(
      path,
      `must have from one to ${MAX_OUTPUTS} fields`,
      'write { $push: { day: "$day", total: "$total" } }',
    );
  const document = names.map((key): DocumentField => {
    const place = `${path}.${shown(key)}`;
    const problem = outputNameProblem(key);
    if (problem !== undefined)
      throw invalidStage(place, `is not a name that a field can have: ${problem}`, "give it another name");
    return Object.freeze({ name: key, field: parseFieldPath(input[key], rows.table, place).name });
  });
  return Object.freeze({ kind: "aggregate", name, function: "push", document: Object.freeze(document) });
}

/**
 * What is known of the documents that an output gives.
 *
 * @param node the output
 * @param rows the rows before it
 * @returns undefined for an output without documents
 */
export function outputDocuments(node: AggregateNode, rows: StageRows): DocumentRows | undefined {
  if (node.document !== undefined) return { isList: true, rows: documentRows(node.document, rows) };
  const source = node.field === undefined ? undefined : rows.documents.get(node.field);
  if (source === undefined || node.function === "count") return undefined;
  return { isList: source.isList || node.function === "push", rows: source.rows };
}

function documentRows(document: readonly DocumentField[], rows: StageRows): StageRows {
  const fields = new Map<string, QueryField>();
  const lists = new Set<string>();
  const documents = new Map<string, DocumentRows>();
  for (const { name, field } of document) {
    const found = rows.table.fields.get(field);
    if (found !== undefined) fields.set(name, Object.freeze({ ...found, name }));
    if (rows.lists.has(field)) lists.add(name);
    const within = rows.documents.get(field);
    if (within !== undefined) documents.set(name, within);
  }
  const { label, name } = rows.table;
  return { ...rowsOf(Object.freeze({ label, name, fields, primaryKey: [] })), lists, documents };
}
