import type { PlaceOperand } from "../../ast/place-comparison-node.ts";
import type { DialectCodec } from "../column-codec.ts";
import type { Column } from "../query-dialect.ts";
import type { JsonWriter } from "./json-sql.ts";

/** What a value is compared by, one after the other. None of it is ever NULL. */
export interface OrderParts {
  /** Where its type stands in MongoDB's order of types. */
  readonly rank: string;
  readonly number: string;
  readonly text: string;
  /** An object or an array, in one form for all that are equal. */
  readonly document: string;
}

/** The elements of an array of which members are taken. */
export interface MemberCollection {
  readonly array: string;
  /** A name for the elements. */
  readonly alias: string;
  /** The member of one element. */
  readonly member: () => string;
}

/** How a dialect says the parts of expressions over documents. A value that is missing is NULL. */
export interface PlaceSql<Codec extends DialectCodec> {
  readonly document: (column: Column<Codec>) => string;
  /** A document that is null. */
  readonly nullDocument: string;
  readonly value: (place: string) => string;
  readonly member: (json: string, key: string, writer: Pick<JsonWriter, "parameter">) => string;
  readonly type: (json: string) => string;
  /** What an element is called in the SQL of its member. */
  readonly element: (alias: string) => string;
  /** The list of the members that objects in an array have. */
  readonly collect: (members: MemberCollection) => string;
  readonly parts: (json: string) => OrderParts;
  readonly columnParts: (column: Column<Codec>) => OrderParts;
}

/** Takes the parameters of an operand as they are met in its text. */
export type OperandWriter = Pick<JsonWriter, "parameter" | "alias">;

/**
 * Writes what an operand is compared by, as a SELECT of one row.
 *
 * @param operand the operand
 * @param column its column; a value has none
 * @param sql the dialect
 * @param writer takes its parameters
 * @returns a SELECT in brackets of the columns r, n, t and d
 */
export function operandText<Codec extends DialectCodec>(
  operand: PlaceOperand,
  column: Column<Codec> | undefined,
  sql: PlaceSql<Codec>,
  writer: OperandWriter,
): string {
  if (operand.kind === "column" && column !== undefined) return `(SELECT ${listed(sql.columnParts(column))})`;
  const json = () => {
    if (operand.kind === "value" || column === undefined)
      return sql.value(writer.parameter(JSON.stringify(operand.kind === "value" ? operand.value : null)));
    const document = sql.document(column);
    // A document that is nothing but null is stored as one that is not there.
    if (operand.kind !== "place" || operand.path.length === 0) return `coalesce(${document}, ${sql.nullDocument})`;
    return pathText(() => document, operand.path, sql, writer);
  };
  const name = writer.alias();
  return `(SELECT ${listed(sql.parts(`${name}.j`))} FROM (SELECT ${json()} AS j) AS ${name})`;
}

function listed({ rank, number, text, document }: OrderParts): string {
  return `${rank} AS r, ${number} AS n, ${text} AS t, ${document} AS d`;
}

/** As MongoDB's expressions walk: a key of an array is the list of what its objects have there. */
function pathText<Codec extends DialectCodec>(
  json: () => string,
  [key, ...rest]: readonly string[],
  sql: PlaceSql<Codec>,
  writer: OperandWriter,
): string {
  if (key === undefined) return json();
  const name = writer.alias();
  const below = (parent: string) => pathText(() => sql.member(parent, key, writer), rest, sql, writer);
  const ofObject = below(`${name}.j`);
  const alias = writer.alias();
  const ofArray = sql.collect({ array: `${name}.j`, alias, member: () => below(sql.element(alias)) });
  const value = `CASE ${sql.type(`${name}.j`)} WHEN 'object' THEN ${ofObject} WHEN 'array' THEN ${ofArray} END`;
  return `(SELECT ${value} FROM (SELECT ${json()} AS j) AS ${name})`;
}
