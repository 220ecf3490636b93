import type { MatchPosition } from "../../ast/document-change.ts";
import type { JsonTest } from "../../ast/json-path-node.ts";
import type { DialectCodec } from "../column-codec.ts";
import { documentConditionText } from "./document-condition.ts";
import type { JsonDialect } from "./json-dialect.ts";
import { indexOfKey } from "./json-key.ts";
import type { JsonNaming } from "./json-naming.ts";
import { filterShape, type TextForms, testShape } from "./json-path-form.ts";
import type { JsonPlace, JsonWriter } from "./json-sql.ts";
import { elementFilterText, singleText, walkJson } from "./walk-json.ts";

/** What a position is written with. */
export interface PositionWriting<Codec extends DialectCodec> {
  readonly dialect: JsonDialect<Codec>;
  readonly writer: JsonWriter;
  readonly naming: JsonNaming;
}

/**
 * What decides the text of a position.
 *
 * @param position the position
 * @param texts the dialect's forms for texts
 * @returns a text without any user's text in it
 */
export function positionShape<Codec extends DialectCodec>(position: MatchPosition, texts: TextForms<Codec>): string {
  switch (position.kind) {
    case "last":
    case "first":
      return `${position.kind}(${position.parts.map((part) => positionShape(part, texts)).join("")})`;
    case "where":
      return `where(${filterShape(position.filter, texts)})${positionShape(position.part, texts)}`;
    case "place": {
      const keys = position.path.map((key) => (indexOfKey(key) === undefined ? "." : "#")).join("");
      return `${keys}${position.tests.map((test) => testShape(test, texts)).join("|")};`;
    }
  }
}

/**
 * Writes the index of the element that made a filter match.
 *
 * @param position what says which
 * @param document the name of the document
 * @param writing the dialect, and what takes parameters and gives names
 * @returns SQL of a whole number; NULL where no element did
 */
export function writePosition<Codec extends DialectCodec>(
  position: MatchPosition,
  document: string,
  writing: PositionWriting<Codec>,
): string {
  switch (position.kind) {
    case "last":
    case "first": {
      const parts = position.parts.map((part) => writePosition(part, document, writing));
      const inOrder = position.kind === "first" ? parts : parts.toReversed();
      return `coalesce(${inOrder.join(", ")}, NULL)`;
    }
    case "where": {
      const { dialect, writer } = writing;
      const walk = { sql: dialect.sql, writer };
      const matches = documentConditionText(position.filter, dialect.place(document), walk);
      return `CASE WHEN ${matches} THEN ${writePosition(position.part, document, writing)} END`;
    }
    case "place":
      return writeIndex(document, position.path, position.tests, writing);
  }
}

/** The first array on the way decides, as the place of an element in it is what is asked for. */
function writeIndex<Codec extends DialectCodec>(
  value: string,
  [key, ...rest]: readonly string[],
  tests: readonly JsonTest[],
  writing: PositionWriting<Codec>,
): string {
  const { dialect, writer, naming } = writing;
  const { steps } = dialect;
  const source = steps.elements(value, naming.alias());
  const element = dialect.place(source.value);
  const matches = tests
    .map((test) =>
      key === undefined ? elementText(element, test, writing) : belowElement(element, [key, ...rest], test, writing),
    )
    .map((text) => `(${text})`)
    .join(" OR ");
  const first = `(SELECT min(${steps.index(source)}) FROM ${source.from} WHERE ${matches})`;
  if (key === undefined) return `CASE WHEN ${steps.isType(value, "array")} THEN ${first} END`;
  const below = (child: string) => naming.name(child, (name) => writeIndex(name, rest, tests, writing));
  const index = indexOfKey(key);
  const named = index === undefined ? [] : [below(steps.element(value, writer.parameter(index)))];
  const inArray = named.length === 0 ? first : `coalesce(${[first, ...named].join(", ")})`;
  const inObject = below(steps.member(value, writer.parameter(key)));
  return `CASE WHEN ${steps.isType(value, "array")} THEN ${inArray} WHEN ${steps.isType(value, "object")} THEN ${inObject} END`;
}

function belowElement<Codec extends DialectCodec>(
  element: JsonPlace,
  [key, ...rest]: readonly [string, ...(readonly string[])],
  test: JsonTest,
  { dialect, writer }: PositionWriting<Codec>,
): string {
  const walk = { sql: dialect.sql, writer };
  return `${element.type()} = 'object' AND ${walkJson(dialect.sql.member(element, key, writer), rest, test, walk)}`;
}

/** An element at the end of a path is asked itself; a test of the whole array is satisfied by no element of it. */
function elementText<Codec extends DialectCodec>(
  element: JsonPlace,
  test: JsonTest,
  { dialect, writer }: PositionWriting<Codec>,
): string {
  const walk = { sql: dialect.sql, writer };
  if (test.kind === "size") return "FALSE";
  if (test.kind !== "elements") return singleText(element, test, walk);
  const guard = test.of === "members" ? `${element.type()} IN ('object', 'array') AND ` : "";
  return `${guard}${elementFilterText(test.filter, element, walk)}`;
}
