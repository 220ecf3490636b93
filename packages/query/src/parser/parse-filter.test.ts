import { isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { allOf } from "../ast/and-node.ts";
import { compare, equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { not } from "../ast/not-node.ts";
import { nothing } from "../ast/nothing-node.ts";
import { isNull } from "../ast/null-node.ts";
import { anyOf } from "../ast/or-node.ts";
import { hasText } from "../ast/text-node.ts";
import { parseFilter } from "./parse-filter.ts";

const table = sampleQueryTable(sampleTable({ ...SAMPLE_TYPES, list: { kind: "array", element: { kind: "text" } } }));
const parse = (filter: unknown) => parseFilter(filter, table);

function refusal(filter: unknown) {
  try {
    parse(filter);
  } catch (error) {
    if (isDataFlowError(error)) return { code: error.code, message: error.message, fix: error.fix };
    throw error;
  }
  throw new Error("the filter was accepted");
}

describe("what a filter means", () => {
  it.each([
    [{}, everything()],
    [{ integer: 5 }, compare("integer", "eq", 5)],
    [{ integer: null }, isNull("integer")],
    [{ integer: { $ne: null } }, not(isNull("integer"))],
    [{ integer: { $gt: 1, $lt: 5 } }, allOf([compare("integer", "gt", 1), compare("integer", "lt", 5)])],
    [{ integer: { $gt: null } }, nothing()],
    [{ integer: { $gte: null } }, isNull("integer")],
    [{ integer: { $in: [1, null] } }, anyOf([isOneOf("integer", [1]), isNull("integer")])],
    [{ integer: { $in: [] } }, isOneOf("integer", [])],
    [{ integer: { $exists: false } }, isNull("integer")],
    [{ $nor: [{ integer: 1 }, { text: "a" }] }, not(anyOf([equals("integer", 1), equals("text", "a")]))],
    [{ text: { $startsWith: "" } }, not(isNull("text"))],
    [{ text: { $regex: "^An" } }, hasText("text", "start", "An")],
    [{ text: { $regex: "^An$" } }, compare("text", "eq", "An")],
    [{ text: { $regex: /a\.b/ } }, hasText("text", "anywhere", "a.b")],
    [{ text: { $regex: "b$" } }, hasText("text", "end", "b")],
    [{ price: "7" }, compare("price", "eq", "7.00")],
    [{ uuid: "ABCDEF00-0000-4000-8000-000000000000" }, compare("uuid", "eq", "abcdef00-0000-4000-8000-000000000000")],
    [{ real: -0 }, compare("real", "eq", 0)],
    [{ short: "longer than the field" }, compare("short", "eq", "longer than the field")],
    [Object.assign(Object.create(null), { integer: 1 }), compare("integer", "eq", 1)],
  ])("%j", (filter, node) => {
    expect(parse(filter)).toEqual(node);
  });

  it("is frozen all the way down", () => {
    const node = parse({ $or: [{ integer: { $in: [1] } }, { text: { $not: { $like: "a" } } }] });
    const frozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(node)).toBe(true);
  });
});

describe("what is refused, and what to do instead", () => {
  it.each([
    [{ integr: 1 }, "QUERY.UNKNOWN_FIELD", "filter.integr", 'did you mean "integer"?'],
    [{ integer: { $gtt: 1 } }, "QUERY.UNKNOWN_OPERATOR", "filter.integer.$gtt", 'did you mean "$gt"?'],
    [{ $andd: [{}] }, "QUERY.UNKNOWN_OPERATOR", "filter.$andd", 'did you mean "$and"?'],
    [{ $where: "1" }, "QUERY.UNKNOWN_OPERATOR", "filter.$where", "$nor"],
    [{ $gt: 1 }, "QUERY.INVALID_FILTER", "filter.$gt", "{ field: { $gt: … } }"],
    [{ integer: undefined }, "QUERY.UNDEFINED_VALUE", "filter.integer", "null"],
    [{ integer: { $gt: undefined } }, "QUERY.UNDEFINED_VALUE", "filter.integer.$gt", "null"],
    [{ integer: { $in: [1, undefined] } }, "QUERY.UNDEFINED_VALUE", "filter.integer.$in.1", "null"],
    [{ $and: undefined }, "QUERY.UNDEFINED_VALUE", "filter.$and", "leave the key out"],
    [undefined, "QUERY.UNDEFINED_VALUE", "filter", "leave"],
    [{ integer: { x: 1, $gt: 2 } }, "QUERY.INVALID_FILTER", "mixes operators", "start with $"],
    [{ integer: { gte: 1 } }, "QUERY.INVALID_FILTER", "where a value or operators belong", "write { $gte: … }"],
    [{ integer: { like: 1 } }, "QUERY.INVALID_FILTER", "where a value or operators belong", "start with $"],
    [{ integer: {} }, "QUERY.INVALID_FILTER", "empty object", "$gt"],
    [{ integer: { $not: {} } }, "QUERY.INVALID_FILTER", "empty object", "$gt"],
    [{ integer: { $not: 5 } }, "QUERY.INVALID_FILTER", "filter.integer.$not", "$gt"],
    [{ $and: [] }, "QUERY.INVALID_FILTER", "filter.$and", "leave it out"],
    [{ $or: [] }, "QUERY.INVALID_FILTER", "filter.$or", "leave it out"],
    [{ $nor: {} }, "QUERY.INVALID_FILTER", "filter.$nor", "[{"],
    [{ $not: {} }, "QUERY.INVALID_FILTER", "filter.$not", "must not match"],
    [{ $or: [5] }, "QUERY.INVALID_FILTER", "filter.$or.0", "field: value"],
    [[{ integer: 1 }], "QUERY.INVALID_FILTER", "an array", "field: value"],
    [new Map(), "QUERY.INVALID_FILTER", "an instance of a class", "field: value"],
    ["integer = 1", "QUERY.INVALID_FILTER", "a string", "field: value"],
    [{ integer: [1, 2] }, "QUERY.INVALID_FILTER", "filter.integer", "$in"],
    [{ integer: "5" }, "QUERY.INVALID_VALUE", "a string", "42"],
    [{ integer: 1.5 }, "QUERY.INVALID_VALUE", "fraction", "42"],
    [{ integer: 3e9 }, "QUERY.INVALID_VALUE", "32 bits", "42"],
    [{ real: Number.NaN }, "QUERY.INVALID_VALUE", "finite", "0.5"],
    [{ bigint: 5 }, "QUERY.INVALID_VALUE", "bigint", "42n"],
    [{ price: 5 }, "QUERY.INVALID_VALUE", "a number", '"1.50"'],
    [{ price: "1.234" }, "QUERY.INVALID_VALUE", "2 digits after", '"1.50"'],
    [{ timestamp: "2001-01-31T00:00:00Z" }, "QUERY.INVALID_VALUE", "new Date", "new Date"],
    [{ timestamp: new Date("x") }, "QUERY.INVALID_VALUE", "invalid Date", "new Date"],
    [{ date: "2001-02-29" }, "QUERY.INVALID_VALUE", "calendar", '"2001-01-31"'],
    [{ date: new Date(0) }, "QUERY.INVALID_VALUE", "a Date", '"2001-01-31"'],
    [{ time: "24:00:00" }, "QUERY.INVALID_VALUE", "time of day", "08:30:00"],
    [{ uuid: "x" }, "QUERY.INVALID_VALUE", "UUID", "randomUUID"],
    [{ enum: "payd" }, "QUERY.INVALID_VALUE", 'did you mean "paid"?', 'one of "new", "paid"'],
    [{ boolean: 1 }, "QUERY.INVALID_VALUE", "a number", "true"],
    [{ bytes: "00" }, "QUERY.INVALID_VALUE", "a string", "Uint8Array"],
    [{ text: "a\0" }, "QUERY.INVALID_VALUE", "NUL", "string"],
    [{ text: "\ud800" }, "QUERY.INVALID_VALUE", "Unicode", "string"],
    [{ text: new String("a") }, "QUERY.INVALID_VALUE", "an instance of a class", "string"],
    [{ text: { $like: "a\\" } }, "QUERY.INVALID_PATTERN", "backslash", "two"],
    [{ text: { $regex: "(" } }, "QUERY.INVALID_PATTERN", "filter.text.$regex", "RegExp"],
    [{ text: { $regex: "a", $options: "g" } }, "QUERY.INVALID_PATTERN", "options", "i"],
    [{ text: { $regex: "\\p{Cn}" } }, "QUERY.UNSUPPORTED_PATTERN", "\\p", "without"],
    [{ text: { $options: "i" } }, "QUERY.INVALID_FILTER", "without $regex", "$regex"],
    [{ text: /a/ }, "QUERY.INVALID_FILTER", "regular expression", "$regex"],
    [{ integer: { $like: "a" } }, "QUERY.UNSUPPORTED_OPERATOR", "$like", "$gt"],
    [{ boolean: { $gt: true } }, "QUERY.UNSUPPORTED_OPERATOR", "$gt", "$eq"],
    [{ list: { $like: "a" } }, "QUERY.UNSUPPORTED_OPERATOR", "filter.list", "$exists"],
    [{ document: { $elemMatch: 5 } }, "QUERY.INVALID_FILTER", "filter.document.$elemMatch", "$gt"],
    [{ document: { $size: -1 } }, "QUERY.INVALID_VALUE", "whole number", "elements"],
    [{ document: { $all: "a" } }, "QUERY.INVALID_FILTER", "list", "array"],
    [{ document: { $all: [1, { $elemMatch: { a: 1 } }] } }, "QUERY.INVALID_FILTER", "mixes", "none"],
    [{ document: { $type: "strin" } }, "QUERY.INVALID_VALUE", "no type of JSON", '"string"'],
    [{ document: { $mod: [0, 1] } }, "QUERY.INVALID_VALUE", "zero", "another"],
    [{ document: { $mod: [1] } }, "QUERY.INVALID_FILTER", "two numbers", "$mod"],
    [{ document: { $bitsAllSet: -1 } }, "QUERY.INVALID_VALUE", "mask", "[0, 3]"],
    [{ document: { $bitsAllSet: [-1] } }, "QUERY.INVALID_VALUE", "position", "[0, 3]"],
    [{ text: { $size: 1 } }, "QUERY.UNSUPPORTED_OPERATOR", "$size", "$eq"],
    [{ "document.a": { $gt: { b: 1 } } }, "QUERY.INVALID_VALUE", "no order", "places"],
    [{ "document.a": { $gt: [{ b: 1 }] } }, "QUERY.INVALID_VALUE", "no order", "scalars"],
    [{ "document.a": { $gt: Array(33).fill(0) } }, "QUERY.TOO_COMPLEX", "32 values", "shorter"],
    [{ "document.a": { $eq: { b: undefined } } }, "QUERY.INVALID_VALUE", "undefined", "string"],
    [{ "document.a": { b: 1, $gt: 2 } }, "QUERY.INVALID_FILTER", "mixes", "$"],
    [{ "document.a": Number.NaN }, "QUERY.INVALID_VALUE", "finite", "number"],
    [{ document: { city: "Paris" } }, "QUERY.INVALID_FILTER", "whole document", '"document.key"'],
    [{ "document.": 1 }, "QUERY.INVALID_FILTER", "empty part", "dots"],
    [{ "document.0.0.0.0.0": 1 }, "QUERY.INVALID_FILTER", "numbers", "root"],
    [{ 'document.a"b': 1 }, "QUERY.INVALID_FILTER", "quote", "keys"],
    [{ "text.a": 1 }, "QUERY.UNKNOWN_FIELD", "text.a", "text"],
    [{ integer: { $between: [1] } }, "QUERY.INVALID_FILTER", "two values", "lowest"],
    [{ integer: { $in: 1 } }, "QUERY.INVALID_FILTER", "list", "array"],
    [{ integer: { $exists: 1 } }, "QUERY.INVALID_VALUE", "true or false", "true"],
    [{ [Symbol("x")]: 1 }, "QUERY.INVALID_FILTER", "symbol", "string"],
  ])("%j", (filter, code, inMessage, inFix) => {
    const error = refusal(filter);
    expect(error.code).toBe(code);
    expect(error.message).toContain(inMessage);
    expect(error.fix).toContain(inFix);
  });
});
