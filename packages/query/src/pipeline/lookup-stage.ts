import { describeKind, isPlainObject, suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import { EQUALITY_KINDS } from "../operators/operator-definition.ts";
import { outputNameProblem } from "../parser/aggregate-operators.ts";
import { areComparable } from "../parser/comparable-types.ts";
import { shown, undefinedValue, unknownField } from "../parser/filter-error.ts";
import type { QuerySource } from "../table/query-source.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { DOCUMENTS } from "../table/scalar-type.ts";
import { withDocuments } from "./document-rows.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { ParsedStage, PipelineStage, StageRows } from "./pipeline-stage.ts";

/** Puts beside each row the rows of another table that have a value in common with it, as a list of documents. */
export interface LookupStage {
  readonly kind: "lookup";
  readonly source: QuerySource;
  readonly localField: string;
  readonly foreignField: string;
  readonly as: string;
  /** What the rows of the other table pass before they are put into the list. */
  readonly stages: readonly PipelineStage[];
}

/** Stages over another table, parsed. */
export interface ParsedStages {
  readonly stages: readonly PipelineStage[];
  readonly rows: StageRows;
}

/** The rows of another table, as the caller sees them, and what parses the stages that they pass. */
export interface OpenSource {
  readonly table: QueryTable;
  readonly parse: (input: unknown, path: string) => ParsedStages;
}

const OPTIONS: readonly string[] = ["from", "localField", "foreignField", "as", "pipeline"];
const EXAMPLE = 'write { $lookup: { from: "Order", localField: "id", foreignField: "customerId", as: "orders" } }';

/** `{ $lookup: { from: "Order", localField: "id", foreignField: "customerId", as: "orders", pipeline: [] } }` */
export function parseLookupStage(
  input: unknown,
  rows: StageRows,
  path: string,
  open: (source: QuerySource) => OpenSource,
): ParsedStage {
  if (!isPlainObject(input)) throw invalidStage(path, `must be an object, and is ${describeKind(input)}`, EXAMPLE);
  for (const option of Object.keys(input)) {
    if (!OPTIONS.includes(option)) throw unknownOption(option, path);
  }
  const source = sourceOf(nameIn(input, "from", path), rows, `${path}.from`);
  const local = fieldOf(nameIn(input, "localField", path), rows.table, `${path}.localField`);
  const { table, parse } = open(source);
  const foreign = fieldOf(nameIn(input, "foreignField", path), table, `${path}.foreignField`);
  checkPair(local, foreign, path);
  const as = nameIn(input, "as", path);
  const problem = outputNameProblem(as);
  if (problem !== undefined)
    throw invalidStage(`${path}.as`, `is not a name that a field can have: ${problem}`, "give it another name");
  const { stages, rows: inner } = parse(input.pipeline ?? [], `${path}.pipeline`);
  const stage = { kind: "lookup", source, localField: local.name, foreignField: foreign.name, as, stages } as const;
  const field = { name: as, column: as, type: DOCUMENTS, nullable: false };
  return { stage: Object.freeze(stage), rows: withDocuments(rows, field, { isList: true, rows: inner }) };
}

function nameIn(input: Readonly<Record<string, unknown>>, option: string, path: string): string {
  const name = Object.hasOwn(input, option) ? input[option] : undefined;
  if (name === undefined)
    throw Object.hasOwn(input, option) ? undefinedValue(`${path}.${option}`) : missing(option, path);
  if (typeof name !== "string")
    throw invalidStage(`${path}.${option}`, `must be a name, and is ${describeKind(name)}`, EXAMPLE);
  return name;
}

function missing(option: string, path: string) {
  return invalidStage(path, `has no "${option}"`, EXAMPLE);
}

function sourceOf(name: string, { table, sources }: StageRows, path: string): QuerySource {
  const source = sources?.get(name);
  if (source !== undefined) return source;
  const names = sources?.names() ?? [];
  throw queryErrors.create("UNKNOWN_SOURCE", {
    message: `${path}: there is no table "${shown(name)}" that ${table.label} can look rows up in`,
    why: "a $lookup reads tables of a closed list: the models of the same DataFlow, or the sources of the query table",
    fix: suggestion(name, names),
    meta: { path },
  });
}

function fieldOf(name: string, table: QueryTable, path: string): QueryField {
  const field = table.fields.get(name);
  if (field !== undefined) return field;
  if (name.startsWith("$") && table.fields.has(name.slice(1)))
    throw invalidStage(path, "has $ before the field's name", `write "${shown(name.slice(1))}"`);
  throw unknownField(name, path, table);
}

/** Equal must mean the same on every database, and be what an index can find. */
function checkPair(local: QueryField, foreign: QueryField, path: string): void {
  const refused = [local, foreign].find(({ type }) => !EQUALITY_KINDS.has(type.kind));
  if (refused !== undefined)
    throw invalidStage(
      path,
      `looks up by "${shown(refused.name)}", which is of the kind "${refused.type.kind}"`,
      refused.type.kind === "array" ? "$unwind the array before it" : "look up by fields of numbers, texts or times",
    );
  if (areComparable(local.type, foreign.type)) return;
  throw invalidStage(
    path,
    `compares "${shown(local.name)}" with "${shown(foreign.name)}", and their kinds have no values in common`,
    "compare fields of one kind; decimals with the same precision and scale",
  );
}

function unknownOption(option: string, path: string) {
  return queryErrors.create("UNKNOWN_OPTION", {
    message: `${path} has no option "${shown(option)}"`,
    why: "an option that is not known would be ignored silently",
    fix: suggestion(option, OPTIONS),
    meta: { path },
  });
}
