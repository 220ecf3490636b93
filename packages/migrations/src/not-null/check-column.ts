import { suggestion } from "@dataflow/core";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import {
  DEFAULT_TYPES,
  type DefaultType,
  type FillResult,
  type FillValue,
  type NotNullColumn,
} from "./not-null-column.ts";

const PLACE = "planNotNullAddition";
const COMMON = ["name", "dataType", "keepDefault", "defaultType"];

/** The options that belong to each way, beside those that all have. */
const OWN: Readonly<Record<DefaultType, readonly string[]>> = {
  STATIC: ["defaultValue"],
  COMPUTED: ["defaultExpression"],
  FUNCTION: ["defaultExpression"],
  CONDITIONAL: ["conditions", "otherwise"],
  SEQUENCE: ["sequence"],
  FOREIGN_KEY: ["lookup"],
};

/**
 * Checks the description of a column: programs without types may pass anything.
 *
 * @param column what the caller gave
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkColumn(column: NotNullColumn): void {
  const { defaultType } = column;
  if (!DEFAULT_TYPES.includes(defaultType)) {
    const near = suggestion(String(defaultType), DEFAULT_TYPES);
    throw invalidOption(PLACE, "defaultType", near);
  }
  checkOptionNames(PLACE, column, [...COMMON, ...OWN[defaultType]]);
  assertText("name", column.name);
  assertText("dataType", column.dataType);
  if (column.keepDefault !== undefined && typeof column.keepDefault !== "boolean")
    throw invalidOption(PLACE, "keepDefault", "give true or false");
  checkOwn(column);
}

function checkOwn(column: NotNullColumn): void {
  switch (column.defaultType) {
    case "STATIC":
      assertValue("defaultValue", column.defaultValue);
      break;
    case "COMPUTED":
    case "FUNCTION":
      assertText("defaultExpression", column.defaultExpression);
      break;
    case "CONDITIONAL":
      checkCases(column);
      break;
    case "SEQUENCE":
      checkSequence(column);
      break;
    case "FOREIGN_KEY":
      checkLookup(column);
  }
}

function checkCases({ conditions, otherwise }: Extract<NotNullColumn, { defaultType: "CONDITIONAL" }>): void {
  if (!Array.isArray(conditions) || conditions.length === 0)
    throw invalidOption(PLACE, "conditions", "give a list of cases, each with `when` and `value`");
  for (const each of conditions) {
    checkOptionNames(`${PLACE}, in conditions,`, each, ["when", "value"]);
    assertText("when", each.when);
    assertResult("value", each.value);
  }
  if (otherwise !== undefined) assertResult("otherwise", otherwise);
}

function checkSequence({ sequence = {} }: Extract<NotNullColumn, { defaultType: "SEQUENCE" }>): void {
  checkOptionNames(`${PLACE}, in sequence,`, sequence, ["name", "start", "increment"]);
  if (sequence.name !== undefined) assertText("sequence.name", sequence.name);
  for (const key of ["start", "increment"] as const) {
    const value = sequence[key];
    if (value !== undefined && !Number.isSafeInteger(value))
      throw invalidOption(PLACE, `sequence.${key}`, "give a whole number");
  }
  if (sequence.increment === 0) throw invalidOption(PLACE, "sequence.increment", "give a whole number that is not 0");
}

function checkLookup({ lookup }: Extract<NotNullColumn, { defaultType: "FOREIGN_KEY" }>): void {
  if (typeof lookup !== "object" || lookup === null)
    throw invalidOption(PLACE, "lookup", "give a table, a column and `on`");
  checkOptionNames(`${PLACE}, in lookup,`, lookup, ["table", "column", "on", "otherwise"]);
  assertText("lookup.column", lookup.column);
  if (typeof lookup.on !== "object" || lookup.on === null || Object.keys(lookup.on).length === 0)
    throw invalidOption(PLACE, "lookup.on", 'say how a row leads there: { id: "customer_id" }');
  for (const own of Object.values(lookup.on)) assertText("lookup.on", own);
  if (lookup.otherwise !== undefined) assertResult("lookup.otherwise", lookup.otherwise);
}

function assertResult(name: string, result: FillResult): void {
  if (typeof result === "object" && "expression" in result) assertText(`${name}.expression`, result.expression);
  else assertValue(name, result);
}

function assertValue(name: string, value: FillValue): void {
  const isUsable =
    (typeof value === "string" && !value.includes("\0")) ||
    (typeof value === "number" && Number.isFinite(value)) ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    (value instanceof Date && !Number.isNaN(value.getTime())) ||
    value instanceof Uint8Array;
  if (!isUsable)
    throw invalidOption(PLACE, name, "give a text, a finite number, a boolean, a Date or bytes; never null");
}

function assertText(name: string, value: string): void {
  if (typeof value !== "string" || value.trim() === "" || value.includes("\0"))
    throw invalidOption(PLACE, name, "give a text that is not empty");
}
