import type { DocumentChange } from "../../ast/document-change.ts";
import type { ChangePrinting, UpdateOperator } from "../../operators/update/update-operator.ts";
import { UPDATE_OPERATORS } from "../../operators/update/update-operators.ts";
import { isIndex } from "../../parser/parse-update-path.ts";
import { unexpectedValue } from "../scalar-encoding.ts";
import type { JsonForm } from "./json-form.ts";
import { createNaming } from "./json-naming.ts";
import { printPlace, type WalkedPart } from "./print-place.ts";

/**
 * What decides the text of changes inside a document, besides the operators' names: which parts of a path may be
 * indexes, and how operators read their values.
 *
 * @param changes the changes
 * @returns a text without any user's text in it
 */
export function documentShape(changes: readonly DocumentChange[]): string {
  return changes
    .map(
      ({ operator, path, values, form }) =>
        `${operator}${path.map(partShape).join("")}${values.length}${JSON.stringify(form)}`,
    )
    .join();
}

function partShape(part: string): string {
  return part === "$[]" ? "*" : isIndex(part) ? "#" : ".";
}

/** The one parameter of all changes inside a document: a JSON list of every path's parts and every operand's values. */
export function documentParameter(changes: readonly DocumentChange[]): string {
  return JSON.stringify(changes.flatMap(({ path, values }) => [...path, ...values]));
}

/**
 * Prints the new value of a document.
 *
 * @param changes the changes, in their order
 * @param document the stored document as a JSON value
 * @param parameter what stands for the parameter
 * @param json how the dialect says the steps
 * @returns SQL that is NULL when nothing is left
 */
export function printDocument(
  changes: readonly DocumentChange[],
  document: string,
  parameter: string,
  json: JsonForm,
): string {
  const naming = createNaming(json);
  // Both are named at once: further inside, the name of a column could be taken for one of ours.
  const root = naming.alias();
  const parameters = `${root}.p`;
  let value = `${root}.v`;
  let offset = 0;
  for (const [position, change] of changes.entries()) {
    value = printChange(change, value, { json, naming, parameters, offset, position });
    offset += change.path.length + change.values.length;
  }
  return `(SELECT ${value} FROM (SELECT ${document} AS v, ${json.parameter(parameter)} AS p${json.fence}) AS ${root})`;
}

interface Place {
  readonly json: JsonForm;
  readonly naming: ReturnType<typeof createNaming>;
  readonly parameters: string;
  readonly offset: number;
  readonly position: number;
}

function operatorOf(change: DocumentChange): UpdateOperator {
  const operator = UPDATE_OPERATORS.get(change.operator);
  if (operator === undefined) throw unexpectedValue(change.operator);
  return operator;
}

function printChange(change: DocumentChange, document: string, place: Place): string {
  const { json, naming, parameters, offset, position } = place;
  const operator = operatorOf(change);
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
  const keyOf = (index: number) => json.constantText(parameters, offset + index);
  const parts: readonly WalkedPart[] = change.path.map((part, index) => ({
    shape: partShape(part),
    key: keyOf(index),
  }));
  const walk = { printing, missing: operator.missing };
  if (change.form.kind !== "rename") {
    return printPlace(document, parts, { ...walk, change: (current) => operator.print(current, printing) });
  }
  return printRename(document, parts, change.form.keyCount, printing);
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
