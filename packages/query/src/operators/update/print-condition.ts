import type { ElementCondition } from "../../ast/document-change.ts";
import { joinBalanced } from "../../dialects/predicate-text.ts";
import type { ChangePrinting } from "./update-operator.ts";

const SIGNS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/**
 * Prints a condition on a JSON value. It is true or false for every value, never unknown, so that NOT is its opposite.
 *
 * @param value a name, or a step from one; NULL where the place is missing
 * @param condition what is asked
 * @param printing the change
 * @returns a condition
 */
export function printCondition(value: string, condition: ElementCondition, printing: ChangePrinting): string {
  switch (condition.kind) {
    case "all":
    case "any": {
      const parts = condition.parts.map((part) => printCondition(value, part, printing));
      if (parts.length === 0) return condition.kind === "all" ? "TRUE" : "FALSE";
      return `(${joinBalanced(parts, condition.kind === "all" ? "AND" : "OR")})`;
    }
    case "not":
      return `NOT ${printCondition(value, condition.part, printing)}`;
    case "at":
      return printAt(value, condition.keys, condition.part, printing);
    case "isObject":
      return known(printing.json.isType(value, "object"));
    case "exists":
      return `(${value} IS NOT NULL)`;
    case "anyElement":
      return printAnyElement(value, condition.part, printing);
    case "same":
      return known(printing.json.same(value, printing.constant(condition.value)));
    case "size":
      return known(
        `CASE WHEN ${printing.json.isType(value, "array")} THEN ${printing.json.length(value)} = ${printing.json.number(printing.constant(condition.value))} END`,
      );
    default:
      return printScalar(value, condition, printing);
  }
}

/** A comparison that has no answer is false. */
function known(condition: string): string {
  return `coalesce(${condition}, FALSE)`;
}

type ScalarCondition = Extract<ElementCondition, { readonly kind: "isNull" | "equal" | "order" | "oneOf" }>;

/** A value satisfies such a condition itself, or as an array by one of its elements. */
function printScalar(value: string, condition: ScalarCondition, printing: ChangePrinting): string {
  const { json, alias } = printing;
  const source = json.elements(value, alias());
  const element = printTest(source.value, condition, printing);
  const inside = `EXISTS (SELECT 1 FROM ${source.from} WHERE ${element})`;
  return `(${printTest(value, condition, printing)} OR CASE WHEN ${json.isType(value, "array")} THEN ${inside} ELSE FALSE END)`;
}

function printTest(value: string, condition: ScalarCondition, { json, constant, alias }: ChangePrinting): string {
  switch (condition.kind) {
    case "isNull":
      return `(${value} IS NULL OR ${json.isType(value, "null")})`;
    case "equal":
      return known(json.same(value, constant(condition.value)));
    case "oneOf": {
      const list = json.elements(constant(condition.values), alias());
      return `EXISTS (SELECT 1 FROM ${list.from} WHERE ${json.same(value, list.value)})`;
    }
    case "order": {
      const read = condition.type === "number" ? json.number : condition.type === "string" ? json.text : json.boolean;
      const compared = `${read(value)} ${SIGNS[condition.operator]} ${read(constant(condition.value))}`;
      return known(`CASE WHEN ${json.isType(value, condition.type)} THEN ${compared} END`);
    }
  }
}

/** Follows keys of objects, and the elements of an array on the way that are objects. */
function printAt(
  value: string,
  [key, ...rest]: readonly number[],
  part: ElementCondition,
  printing: ChangePrinting,
): string {
  if (key === undefined) return printCondition(value, part, printing);
  const { json, alias, name } = printing;
  const place = `CASE WHEN ${json.isType(value, "object")} THEN ${json.member(value, printing.constantText(key))} END`;
  return name(place, (child) => {
    if (rest.length === 0) return printAt(child, rest, part, printing);
    // One text for both cases: two would double with every key.
    const list = `CASE WHEN ${json.isType(child, "array")} THEN ${child} ELSE ${json.list(child)} END`;
    return name(list, (values) => {
      const source = json.elements(values, alias());
      const isWay = `(${json.isType(source.value, "object")} OR NOT ${known(json.isType(child, "array"))})`;
      return `EXISTS (SELECT 1 FROM ${source.from} WHERE ${isWay} AND ${printAt(source.value, rest, part, printing)})`;
    });
  });
}

function printAnyElement(value: string, part: ElementCondition, printing: ChangePrinting): string {
  const { json, alias } = printing;
  const source = json.elements(value, alias());
  const inside = `EXISTS (SELECT 1 FROM ${source.from} WHERE ${printCondition(source.value, part, printing)})`;
  return known(`CASE WHEN ${json.isType(value, "array")} THEN ${inside} ELSE FALSE END`);
}
