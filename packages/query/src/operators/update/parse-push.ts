import { isPlainObject, suggestion } from "@dataflow/core";
import type { ElementOrder } from "../../ast/document-change.ts";
import { parseKeyPath } from "../../parser/parse-update-path.ts";
import { invalidUpdate, listOperand, wholeOperand } from "./update-operand.ts";
import type { ParsedOperand } from "./update-operator.ts";

const MODIFIERS = ["$each", "$position", "$slice", "$sort"];

/** Places of the numbers in the list of values; the keys of `$sort` follow. */
export const EACH = 0;
export const POSITION = 1;
export const SLICE = 2;
const FIRST_KEY = 3;

/**
 * Reads the operand of `$push` with modifiers.
 *
 * @param operand the object with `$each`
 * @param path where it stands
 * @returns what was read
 * @throws QUERY.INVALID_UPDATE, QUERY.INVALID_VALUE
 */
export function parsePush(operand: Readonly<Record<string, unknown>>, path: string): ParsedOperand {
  const unknown = Object.keys(operand).find((key) => !MODIFIERS.includes(key));
  if (unknown !== undefined)
    throw invalidUpdate(path, "has a key beside $each that is no modifier of $push", suggestion(unknown, MODIFIERS));
  const given = (name: string) =>
    Object.hasOwn(operand, name) ? wholeOperand(operand[name], `${path}.${name}`) : undefined;
  const each = listOperand(operand.$each, `${path}.$each`);
  const position = given("$position");
  const slice = given("$slice");
  const keys: string[] = [];
  const sort = Object.hasOwn(operand, "$sort") ? parseSort(operand.$sort, `${path}.$sort`, keys) : [];
  return {
    values: [each, Math.abs(position ?? 0), Math.abs(slice ?? 0), ...keys],
    form: {
      kind: "push",
      position: position === undefined ? "end" : position === 0 ? "start" : position > 0 ? "fromStart" : "fromEnd",
      slice: slice === undefined ? "none" : slice < 0 ? "last" : "first",
      sort,
    },
  };
}

function parseSort(sort: unknown, path: string, keys: string[]): readonly ElementOrder[] {
  const fix = "write 1, -1, or { key: 1 }";
  if (sort === 1 || sort === -1) return [{ keys: [], isDescending: sort === -1 }];
  if (!isPlainObject(sort) || Object.keys(sort).length === 0)
    throw invalidUpdate(path, "must be 1, -1 or an object of keys", fix);
  return Object.entries(sort).map(([key, direction]) => {
    if (direction !== 1 && direction !== -1) throw invalidUpdate(path, "has a direction that is neither 1 nor -1", fix);
    const parts = parseKeyPath(key, path);
    const first = FIRST_KEY + keys.length;
    keys.push(...parts);
    return { keys: parts.map((_, index) => first + index), isDescending: direction === -1 };
  });
}
