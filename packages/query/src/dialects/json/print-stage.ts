import type { DocumentExpression, DocumentStage } from "../../ast/document-change.ts";
import type { ChangePrinting } from "../../operators/update/update-operator.ts";
import type { ElementSource } from "./json-form.ts";

/**
 * Prints what a stage of an update pipeline makes of a document.
 *
 * @param stage the stage
 * @param document SQL of the document; NULL where there is none
 * @param printing the change
 * @returns SQL of the new document, NULL for none
 */
export function printStage(stage: DocumentStage, document: string, printing: ChangePrinting): string {
  const { name } = printing;
  return name(document, (input) => {
    switch (stage.kind) {
      case "replace":
        return printReplacement(stage, input, printing);
      case "remove":
        return stage.places.reduce((value, keys) => printRemoval(value, keys, printing), input);
      case "assign":
        return printAssignments(stage.places, { input, value: input }, printing);
    }
  });
}

/** A document keeps its `_id`, as in MongoDB. */
function printReplacement(
  { value, id }: Extract<DocumentStage, { readonly kind: "replace" }>,
  input: string,
  printing: ChangePrinting,
): string {
  const { json, name, constantText } = printing;
  const key = constantText(id);
  const stored = `CASE WHEN ${json.isType(input, "object")} THEN ${json.member(input, key)} END`;
  return name(printExpression(value, input, printing), (next) =>
    name(stored, (kept) => {
      const isWithout = `CASE WHEN ${json.isType(next, "object")} THEN ${json.member(next, key)} IS NULL ELSE FALSE END`;
      return `CASE WHEN ${kept} IS NOT NULL AND ${isWithout} THEN ${json.withMember(next, key, kept)} ELSE ${next} END`;
    }),
  );
}

type Places = Extract<DocumentStage, { readonly kind: "assign" }>["places"];

/** All values are computed from the document as it came in. */
function printAssignments(
  [place, ...others]: Places,
  { input, value }: { readonly input: string; readonly value: string },
  printing: ChangePrinting,
): string {
  if (place === undefined) return value;
  return printing.name(printExpression(place.value, input, printing), (given) => {
    const changed = printAssignment(value, place.keys, given, printing);
    return printing.name(changed, (next) => printAssignments(others, { input, value: next }, printing));
  });
}

function printExpression(expression: DocumentExpression, input: string, printing: ChangePrinting): string {
  const { json, constant, constantText, name } = printing;
  switch (expression.kind) {
    case "value":
      return constant(expression.value);
    case "missing":
      return json.nothing;
    case "place":
      return printReading(input, expression.keys, printing);
    case "list":
      return expression.items.reduce((list, item) => {
        const value = printExpression(item, input, printing);
        return name(list, (items) => name(json.list(value), (last) => json.concat(items, last)));
      }, json.emptyArray);
    case "document":
      return expression.entries.reduce((document, { key, value }) => {
        const given = printExpression(value, input, printing);
        return name(document, (object) =>
          name(
            given,
            (member) =>
              `CASE WHEN ${member} IS NULL THEN ${object} ELSE ${json.withMember(object, constantText(key), member)} END`,
          ),
        );
      }, constant(expression.start));
  }
}

/** What keys lead to; through an array, the list of what they lead to in the objects in it. */
function printReading(value: string, [key, ...rest]: readonly number[], printing: ChangePrinting): string {
  const { json, constantText, name, alias } = printing;
  if (key === undefined) return value;
  return name(value, (object) => {
    const child = `CASE WHEN ${json.isType(object, "object")} THEN ${json.member(object, constantText(key))} END`;
    if (rest.length === 0) return child;
    return name(child, (stored) => {
      const found = onEach(stored, printing, (source) => {
        const inner = printReading(source.value, rest, printing);
        const row = alias();
        const rows = `SELECT ${inner} AS v, ${source.position} AS n FROM ${source.from}`;
        const values = { from: `(${rows}) AS ${row}`, value: `${row}.v`, position: `${row}.n` };
        return json.collect({ value: values.value, source: values, where: `${values.value} IS NOT NULL` });
      });
      return found;
    });
  });
}

/** What is on the way and no object becomes one; every object in an array is changed. */
function printAssignment(
  value: string,
  [key, ...rest]: readonly number[],
  given: string,
  printing: ChangePrinting,
): string {
  const { json, constantText, name, fail } = printing;
  if (key === undefined) return given;
  const keyText = constantText(key);
  const change = (element: string, isInArray: string) => {
    const child = `CASE WHEN ${json.isType(element, "object")} THEN ${json.member(element, keyText)} END`;
    const next = rest.length === 0 ? given : name(child, (inner) => printAssignment(inner, rest, given, printing));
    const empty = json.withoutMember(json.object(keyText, json.literalNull), keyText);
    return name(
      next,
      (member) =>
        `CASE WHEN ${json.isType(element, "array")} AND ${isInArray} THEN ${fail("an object on its way", element)}` +
        ` WHEN ${json.isType(element, "object")} THEN CASE WHEN ${member} IS NULL THEN ${json.withoutMember(element, keyText)} ELSE ${json.withMember(element, keyText, member)} END` +
        ` WHEN ${member} IS NULL THEN ${empty} ELSE ${json.object(keyText, member)} END`,
    );
  };
  return name(value, (stored) =>
    onEach(stored, printing, (source) =>
      json.collect({ value: change(source.value, json.isType(stored, "array")), source }),
    ),
  );
}

function printRemoval(value: string, [key, ...rest]: readonly number[], printing: ChangePrinting): string {
  const { json, constantText, name, fail } = printing;
  if (key === undefined) return json.nothing;
  const keyText = constantText(key);
  const change = (element: string) => {
    if (rest.length === 0) return json.withoutMember(element, keyText);
    return name(json.member(element, keyText), (child) =>
      name(
        printRemoval(child, rest, printing),
        (next) => `CASE WHEN ${child} IS NULL THEN ${element} ELSE ${json.withMember(element, keyText, next)} END`,
      ),
    );
  };
  return name(value, (stored) => {
    const all = onEach(stored, printing, (source) => {
      const isNested = `${json.isType(source.value, "array")} AND ${json.isType(stored, "array")}`;
      const changed = `CASE WHEN ${isNested} THEN ${fail("an object on its way", source.value)} WHEN ${json.isType(source.value, "object")} THEN ${change(source.value)} ELSE ${source.value} END`;
      return json.collect({ value: changed, source });
    });
    return `CASE WHEN ${stored} IS NOT NULL THEN ${all} END`;
  });
}

/** A value is taken for a list of itself, so that the text is the same as for an array: two texts would double with every key. */
function onEach(
  stored: string,
  { json, name, alias }: ChangePrinting,
  list: (source: ElementSource) => string,
): string {
  const isArray = json.isType(stored, "array");
  return name(`CASE WHEN ${isArray} THEN ${stored} ELSE ${json.list(stored)} END`, (items) =>
    name(
      list(json.elements(items, alias())),
      (changed) => `CASE WHEN ${isArray} THEN ${changed} ELSE ${json.element(changed, "0")} END`,
    ),
  );
}
