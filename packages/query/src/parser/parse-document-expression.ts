import { isPlainObject } from "@dataflow/core";
import type { DocumentExpression } from "../ast/document-change.ts";
import { invalidUpdate, jsonOperand } from "../operators/update/update-operand.ts";
import { shown, tooComplex, undefinedValue, unknownOperator } from "./filter-error.ts";
import { parseKeyPath } from "./parse-update-path.ts";

const MAX_DEPTH = 8;

/** Where an expression stands, and what its values are added to. */
export interface ExpressionReading {
  readonly values: unknown[];
  /** The JSON field whose document it is computed from. */
  readonly field: string;
  readonly path: string;
  readonly depth: number;
}

/**
 * Reads an expression of an update pipeline: a value, a place in the document (`"$profile.city"`), `{ $literal: value }`,
 * and documents and lists of them.
 *
 * @param input the expression
 * @param reading where it stands
 * @returns the expression; its values and keys are places in the list of values
 * @throws QUERY.INVALID_UPDATE, QUERY.UNKNOWN_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE, QUERY.TOO_COMPLEX
 */
export function parseDocumentExpression(input: unknown, reading: ExpressionReading): DocumentExpression {
  const { path, depth } = reading;
  if (input === undefined) throw undefinedValue(path);
  if (depth > MAX_DEPTH) throw tooComplex(path, `is nested more than ${MAX_DEPTH} levels deep`, "use $literal");
  if (typeof input === "string" && input.startsWith("$")) return parsePlace(input, reading);
  if (Array.isArray(input)) {
    const items: readonly unknown[] = input;
    return {
      kind: "list",
      items: items.map((item, index) => parseDocumentExpression(item, deeper(reading, `${index}`))),
    };
  }
  if (!isPlainObject(input)) return constant(jsonOperand(input, path), reading);
  const operator = Object.keys(input).find((key) => key.startsWith("$"));
  if (operator === undefined) return parseDocument(input, reading);
  if (operator !== "$literal" || Object.keys(input).length > 1) throw unknownOperator(operator, path, ["$literal"]);
  return constant(jsonOperand(input.$literal, `${path}.$literal`), reading);
}

function deeper(reading: ExpressionReading, key: string): ExpressionReading {
  return { ...reading, path: `${reading.path}.${shown(key)}`, depth: reading.depth + 1 };
}

function constant(value: unknown, { values }: ExpressionReading): DocumentExpression {
  return { kind: "value", value: values.push(value) - 1 };
}

function parseDocument(input: Readonly<Record<string, unknown>>, reading: ExpressionReading): DocumentExpression {
  const start = reading.values.push({}) - 1;
  const entries = Object.entries(input).map(([name, value]) => {
    const inner = deeper(reading, name);
    const [key, ...others] = parseKeyPath(name, inner.path);
    if (others.length > 0)
      throw invalidUpdate(inner.path, "has a dot in a key of a document", "write a document in a document");
    return { key: reading.values.push(key) - 1, value: parseDocumentExpression(value, inner) };
  });
  return { kind: "document", start, entries };
}

function parsePlace(input: string, { values, field, path }: ExpressionReading): DocumentExpression {
  if (input === "$$REMOVE") return { kind: "missing" };
  const [name = "", ...keys] = input.slice(1).split(".");
  if (name !== field)
    throw invalidUpdate(
      path,
      `reads "${shown(input)}", and is computed from the document in "${field}" alone`,
      `write "$${field}.key", or { $literal: … } for a text that begins with $`,
    );
  const checked = keys.length === 0 ? [] : parseKeyPath(keys.join("."), path);
  return { kind: "place", keys: checked.map((key) => values.push(key) - 1) };
}
