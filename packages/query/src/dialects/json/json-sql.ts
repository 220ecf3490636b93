import type { JsonTest } from "../../ast/json-path-node.ts";
import type { LikeNode } from "../../ast/like-node.ts";
import type { RegexNode } from "../../ast/regex-node.ts";
import type { TextNode } from "../../ast/text-node.ts";
import type { SqlParameter } from "../../statement/compiled-statement.ts";

/**
 * Takes the parameters of a condition as they are met in its text. The same walk binds and prints, so that neither can
 * forget what the other does.
 */
export interface JsonWriter {
  /** A parameter; gives its placeholder. */
  readonly parameter: (value: SqlParameter) => string;
  /** A condition on a text, given the SQL of the text. */
  readonly text: (condition: TextNode | LikeNode | RegexNode, sql: string) => string;
  /** A new name for a row. */
  readonly alias: () => string;
}

/** A value in a document, as SQL. Each call writes it anew, parameters included, so calls come in the order of the text. */
export interface JsonPlace {
  /** The value itself as the dialect holds JSON; NULL when it is missing. */
  readonly json: () => string;
  /** The name of its type in the dialect; NULL when it is missing. */
  readonly type: () => string;
  /** The value of a scalar. */
  readonly scalar: () => string;
}

/** A source of rows of values, and the value of its row. */
export interface JsonRows {
  readonly from: string;
  readonly row: JsonPlace;
}

/** Writes whether one value passes a test by itself, and gives the writer that the text goes to. */
export interface SingleText {
  readonly writer: JsonWriter;
  readonly text: (place: JsonPlace, test: JsonTest) => string;
}

/** How a dialect walks through documents. Names of the types object, array and null are the same in both. */
export interface JsonSql {
  /** The value of a key; missing where there is no object. */
  readonly member: (place: JsonPlace, key: string, writer: JsonWriter) => JsonPlace;
  /** The element at an index; missing where there is no array. */
  readonly element: (place: JsonPlace, index: number, writer: JsonWriter) => JsonPlace;
  /** The elements of an array, or any other value itself. */
  readonly each: (place: JsonPlace, writer: JsonWriter) => JsonRows;
  /** The elements of an array, or nothing. */
  readonly elements: (place: JsonPlace, writer: JsonWriter) => JsonRows;
  /** A shorter way to say a walk along keys, of which the first is no index, where the dialect has one. */
  readonly below?: (place: JsonPlace, keys: readonly string[], test: JsonTest, single: SingleText) => string;
  /** Whether one value passes a test by itself. */
  readonly single: (
    test: Exclude<JsonTest, { readonly kind: "elements" | "null" | "exists" | "arrayOrder" }>,
    place: JsonPlace,
    writer: JsonWriter,
  ) => string;
}
