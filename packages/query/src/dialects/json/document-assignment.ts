import type { DocumentChange, MatchPosition } from "../../ast/document-change.ts";
import type { ChangePrinting, UpdateOperator } from "../../operators/update/update-operator.ts";
import { UPDATE_OPERATORS } from "../../operators/update/update-operators.ts";
import { isIndex } from "../../parser/parse-update-path.ts";
import type { SqlParameter } from "../../statement/compiled-statement.ts";
import type { DialectCodec } from "../column-codec.ts";
import type { Column } from "../query-dialect.ts";
import { unexpectedValue } from "../scalar-encoding.ts";
import { documentConditionText } from "./document-condition.ts";
import type { JsonDialect } from "./json-dialect.ts";
import { createNaming, type JsonNaming } from "./json-naming.ts";
import { bindingWriter, filterShape, printingWriter, type TextForms } from "./json-path-form.ts";
import type { JsonWriter } from "./json-sql.ts";
import { positionShape, writePosition } from "./match-position.ts";
import { printPlace, type WalkedPart } from "./print-place.ts";
import { printStage } from "./print-stage.ts";

/**
 * What decides the text of changes inside a document, besides the operators' names: which parts of a path may be
 * indexes, how operators read their values, and what elements are asked.
 *
 * @param changes the changes
 * @param texts the dialect's forms for texts
 * @returns a text without any user's text in it
 */
export function documentShape<Codec extends DialectCodec>(
  changes: readonly DocumentChange[],
  texts: TextForms<Codec>,
): string {
  const position = positionOf(changes);
  const asked = position === undefined ? "" : positionShape(position, texts);
  const shapes = changes.map(({ operator, path, values, form, elements = [] }) => {
    const filters = elements.map((filter) => `[${filterShape(filter, texts)}]`).join("");
    return `${operator}${path.map(partShape).join("")}${values.length}${JSON.stringify(form)}${filters}`;
  });
  return `${asked}${shapes.join()}`;
}

function partShape(part: string): string {
  if (part === "$") return "$";
  if (part.startsWith("$[")) return part === "$[]" ? "*" : "?";
  return isIndex(part) ? "#" : ".";
}

function positionOf(changes: readonly DocumentChange[]): MatchPosition | undefined {
  return changes.find(({ position }) => position !== undefined)?.position;
}

/**
 * The one parameter of all changes inside a document: a JSON list of what the position asks, and for each change its
 * path's parts, its operand's values and what its elements are asked.
 *
 * @param changes the changes
 * @param column the column that the document is in
 * @param dialect what the dialect says about JSON
 * @returns the list as JSON
 */
export function documentParameter<Codec extends DialectCodec>(
  changes: readonly DocumentChange[],
  column: Column<Codec>,
  dialect: JsonDialect<Codec>,
): string {
  const collect = (write: (writer: JsonWriter) => void): readonly string[] => {
    const parameters: SqlParameter[] = [];
    write(bindingWriter(dialect.texts, column, parameters));
    // JSON holds whole numbers of any length, which JavaScript's own writing of it does not.
    return parameters.map((value) => (typeof value === "bigint" ? String(value) : JSON.stringify(value)));
  };
  const position = positionOf(changes);
  const naming: JsonNaming = { alias: () => "", name: (_value, body) => body("") };
  const asked = position && collect((writer) => writePosition(position, "", { dialect, writer, naming }));
  const parts = changes.flatMap(({ path, values, elements = [] }) => [
    ...[...path, ...values].map((value) => JSON.stringify(value)),
    ...elements.flatMap((filter) =>
      collect((writer) => documentConditionText(filter, dialect.place(""), { sql: dialect.sql, writer })),
    ),
  ]);
  return `[${[...(asked ?? []), ...parts].join(",")}]`;
}

/**
 * Prints the new value of a document.
 *
 * @param changes the changes, in their order
 * @param source the stored document as a JSON value, what stands for the parameter, and the column
 * @param dialect what the dialect says about JSON
 * @returns SQL that is NULL when nothing is left
 */
export function printDocument<Codec extends DialectCodec>(
  changes: readonly DocumentChange[],
  source: DocumentSource<Codec>,
  dialect: JsonDialect<Codec>,
): string {
  const json = dialect.steps;
  const naming = createNaming(json);
  // Both are named at once: further inside, the name of a column could be taken for one of ours.
  const root = naming.alias();
  const parameters = `${root}.p`;
  let next = 0;
  const placeholders = { place: () => json.constantText(parameters, next++), alias: naming.alias };
  const writer = printingWriter(dialect.texts, source.column, placeholders);
  const found = printPosition(changes, `${root}.v`, { dialect, naming, writer });
  const value = naming.name(found ?? `${root}.v`, (index) => {
    let document = `${root}.v`;
    for (const [position, change] of changes.entries()) {
      const offset = next;
      next += change.path.length + change.values.length;
      document = printChange(change, document, { dialect, naming, writer, parameters, offset, position, index });
    }
    return document;
  });
  return `(SELECT ${value} FROM (SELECT ${source.document} AS v, ${json.parameter(source.parameter)} AS p${json.fence}) AS ${root})`;
}

/** What is changed, and with what. */
export interface DocumentSource<Codec extends DialectCodec> {
  readonly document: string;
  readonly parameter: string;
  readonly column: Column<Codec>;
}

interface Writing<Codec extends DialectCodec> {
  readonly dialect: JsonDialect<Codec>;
  readonly naming: JsonNaming;
  readonly writer: JsonWriter;
}

interface Place<Codec extends DialectCodec> extends Writing<Codec> {
  readonly parameters: string;
  readonly offset: number;
  readonly position: number;
  /** What `$` stands for, as a text. */
  readonly index: string;
}

/** The index as a text, as the other parts of paths are. Without an element that matched, the statement fails. */
function printPosition<Codec extends DialectCodec>(
  changes: readonly DocumentChange[],
  document: string,
  writing: Writing<Codec>,
): string | undefined {
  const position = positionOf(changes);
  if (position === undefined) return undefined;
  const { steps } = writing.dialect;
  return writing.naming.name(writePosition(position, document, writing), (index) => {
    const failed = steps.failCondition("update 1: $ needs an element that the filter matched, and finds ", document);
    return `CASE WHEN ${index} IS NOT NULL THEN CAST(${index} AS TEXT) WHEN ${failed} THEN NULL END`;
  });
}

function operatorOf(change: DocumentChange): UpdateOperator {
  const operator = UPDATE_OPERATORS.get(change.operator);
  if (operator === undefined) throw unexpectedValue(change.operator);
  return operator;
}

function printChange<Codec extends DialectCodec>(
  change: DocumentChange,
  document: string,
  place: Place<Codec>,
): string {
  const { dialect, naming, parameters, offset, position } = place;
  const json = dialect.steps;
  const firstValue = offset + change.path.length;
  const refused = (need: string) => `update ${position + 1}: ${change.operator} needs ${need}, and finds `;
  const printing: ChangePrinting = {
    json,
    form: change.form,
    constant: (index) => json.constant(parameters, firstValue + index),
    constantText: (index) => json.constantText(parameters, firstValue + index),
    name: naming.name,
    alias: naming.alias,
    fail: (need, found) => json.fail(refused(need), found),
    failCondition: (need, found) => json.failCondition(refused(need), found),
  };
  if (change.form.kind === "stage") return printStage(change.form.stage, document, printing);
  const operator = operatorOf(change);
  const parts = walkedParts(change, place);
  const walk = { printing, missing: operator.missing };
  if (change.form.kind !== "rename") {
    return printPlace(document, parts, { ...walk, change: (current) => operator.print(current, printing) });
  }
  return printRename(document, parts, change.form.keyCount, printing);
}

/** What the filters of `$[name]` ask is written where the walk comes to them, and so in the order of their parameters. */
function walkedParts<Codec extends DialectCodec>(
  { path, elements = [] }: DocumentChange,
  { dialect, writer, parameters, offset, index }: Place<Codec>,
): readonly WalkedPart[] {
  const filters = elements.values();
  return path.map((part, position) => {
    const shape = partShape(part);
    if (shape === "$") return { shape: "#", key: index };
    const key = dialect.steps.constantText(parameters, offset + position);
    const filter = shape === "?" ? filters.next().value : undefined;
    if (filter === undefined) return { shape, key };
    const walk = { sql: dialect.sql, writer };
    return { shape: "*", key, matches: (element) => documentConditionText(filter, dialect.place(element), walk) };
  });
}

/** Takes the value out of its place and puts it in the other; a value that is missing is not moved. */
function printRename(
  document: string,
  from: readonly WalkedPart[],
  keyCount: number,
  printing: ChangePrinting,
): string {
  const { json, name } = printing;
  const to: readonly WalkedPart[] = Array.from({ length: keyCount }, (_, index) => ({
    shape: ".",
    key: printing.constantText(index),
  }));
  const source: readonly WalkedPart[] = from.map((part) => ({ ...part, shape: "." }));
  return name(document, (stored) => {
    const value = source.reduce(
      (object, { key }) =>
        name(object, (parent) => `CASE WHEN ${json.isType(parent, "object")} THEN ${json.member(parent, key)} END`),
      stored,
    );
    return name(value, (moved) => {
      const rest = printPlace(stored, source, { printing, missing: "keep", change: () => json.nothing });
      return name(rest, (without) => {
        const put = printPlace(without, to, { printing, missing: "create", change: () => moved });
        return `CASE WHEN ${moved} IS NULL THEN ${without} ELSE ${put} END`;
      });
    });
  });
}
