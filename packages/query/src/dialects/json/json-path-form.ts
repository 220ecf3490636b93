import type { FilterNode } from "../../ast/filter-node.ts";
import type { JsonPathNode, JsonTest } from "../../ast/json-path-node.ts";
import type { LikeNode } from "../../ast/like-node.ts";
import type { RegexNode } from "../../ast/regex-node.ts";
import type { TextNode } from "../../ast/text-node.ts";
import type { SqlParameter } from "../../statement/compiled-statement.ts";
import type { DialectCodec } from "../column-codec.ts";
import type { Column, LeafForm, NextPlaceholder } from "../query-dialect.ts";
import { structureOf } from "./array-order.ts";
import { indexOfKey } from "./json-key.ts";
import type { JsonWriter } from "./json-sql.ts";

/** A dialect's forms for conditions on texts, which hold for texts in documents too. */
export interface TextForms<Codec extends DialectCodec> {
  readonly text: LeafForm<TextNode, Codec>;
  readonly like: LeafForm<LikeNode, Codec>;
  readonly regex: LeafForm<RegexNode, Codec>;
}

/** How a dialect writes one condition on a JSON column. */
export type WriteJsonPath<Codec extends DialectCodec> = (
  node: JsonPathNode,
  column: Column<Codec>,
  writer: JsonWriter,
) => string;

/**
 * Makes the form of conditions on places in documents: the same writing binds and prints.
 *
 * @param forms the dialect's forms for texts
 * @param write how the dialect writes a condition; never NULL unless it may be taken for false
 * @returns the form
 */
export function jsonPathForm<Codec extends DialectCodec>(
  forms: TextForms<Codec>,
  write: WriteJsonPath<Codec>,
): LeafForm<JsonPathNode, Codec> {
  return {
    shape: (node) => jsonShape(node, forms),
    bind: (node, column, parameters) => {
      write(node, column, bindingWriter(forms, column, parameters));
    },
    print: (node, column, place, isNegated) => {
      const text = write(node, column, namingWriter(forms, column, place));
      return isNegated ? `(${text}) IS NOT TRUE` : `(${text})`;
    },
  };
}

/**
 * A writer that collects the parameters of conditions, and whose text is of no use.
 *
 * @param forms the dialect's forms for texts
 * @param column the column that the document is in
 * @param parameters what is added to
 */
export function bindingWriter<Codec extends DialectCodec>(
  forms: TextForms<Codec>,
  column: Column<Codec>,
  parameters: SqlParameter[],
): JsonWriter {
  return {
    parameter: (value) => {
      parameters.push(value);
      return "?";
    },
    text: (condition) => {
      if (condition.kind === "text") forms.text.bind(condition, column, parameters);
      else if (condition.kind === "like") forms.like.bind(condition, column, parameters);
      else forms.regex.bind(condition, column, parameters);
      return "";
    },
    alias: () => "",
  };
}

/** A writer of conditions in a statement of their own: names of rows count from one. */
function namingWriter<Codec extends DialectCodec>(
  forms: TextForms<Codec>,
  column: Column<Codec>,
  place: NextPlaceholder,
): JsonWriter {
  let count = 0;
  return printingWriter(forms, column, { place, alias: () => `j${++count}` });
}

/** Where a writer takes placeholders and names from. */
export interface WriterNames {
  readonly place: NextPlaceholder;
  readonly alias: () => string;
}

/**
 * A writer that writes conditions.
 *
 * @param forms the dialect's forms for texts
 * @param column the column that the document is in
 * @param names the placeholders, and names for rows
 */
export function printingWriter<Codec extends DialectCodec>(
  forms: TextForms<Codec>,
  column: Column<Codec>,
  { place, alias }: WriterNames,
): JsonWriter {
  return {
    parameter: () => place(),
    text: (condition, sql) => {
      const text = { ...column, sql, field: { ...column.field, nullable: false } };
      if (condition.kind === "text") return forms.text.print(condition, text, place, false);
      if (condition.kind === "like") return forms.like.print(condition, text, place, false);
      return forms.regex.print(condition, text, place, false);
    },
    alias,
  };
}

/** All of a condition that is in its text: how its path leads, and what it asks. */
function jsonShape<Codec extends DialectCodec>({ path, test }: JsonPathNode, forms: TextForms<Codec>): string {
  let shape = "";
  for (const key of path) shape += indexOfKey(key) === undefined ? "." : "#";
  return `${shape}${testShape(test, forms)}`;
}

/**
 * What decides the text of a test, besides its dialect.
 *
 * @param test the test
 * @param forms the dialect's forms for texts
 * @returns a text without any user's text in it
 */
export function testShape<Codec extends DialectCodec>(test: JsonTest, forms: TextForms<Codec>): string {
  switch (test.kind) {
    case "compare":
      return `${test.operator}${typeof test.value}`;
    case "equals":
      return Array.isArray(test.value) ? "[]" : "{}";
    case "arrayOrder":
      return `${test.operator}${structureOf(test.value)}`;
    case "type":
      return test.types.includes("array") ? "type[]" : "type";
    case "bits":
      return test.condition;
    case "text":
      return textShape(test.condition, forms);
    case "elements":
      return `${test.of}(${filterShape(test.filter, forms)})`;
    default:
      return test.kind;
  }
}

function textShape<Codec extends DialectCodec>(condition: TextNode | LikeNode | RegexNode, forms: TextForms<Codec>) {
  if (condition.kind === "text") return `text${forms.text.shape(condition)}`;
  if (condition.kind === "like") return `like${forms.like.shape(condition)}`;
  return `regex${forms.regex.shape(condition)}`;
}

/**
 * What decides the text of a filter on a document, besides its dialect.
 *
 * @param filter the filter
 * @param forms the dialect's forms for texts
 * @returns a text without any user's text in it
 */
export function filterShape<Codec extends DialectCodec>(filter: FilterNode, forms: TextForms<Codec>): string {
  switch (filter.kind) {
    case "and":
    case "or":
      return `${filter.kind}(${filter.children.map((child) => filterShape(child, forms)).join("")})`;
    case "not":
      return `!(${filterShape(filter.child, forms)})`;
    case "jsonPath":
      return `${jsonShape(filter, forms)};`;
    default:
      return filter.kind;
  }
}
