import type { ColumnDefault, LiteralValue } from "@dataflow/core";
import { checkValue, normaliseValue } from "@dataflow/query";
import type { FieldDeclaration } from "./field-declaration.ts";
import { freezeDeeply } from "./freeze-deeply.ts";

/** What is wrong with a default. */
export interface DefaultProblem {
  readonly problem: string;
  readonly fix: string;
}

/**
 * What is wrong with the default of a field, if anything. A function is not called: what it makes is checked when a row
 * is written.
 *
 * @param declaration what was said about the field
 */
export function defaultProblem(declaration: FieldDeclaration): DefaultProblem | undefined {
  const given = declaration.default;
  if (given?.kind !== "value") return undefined;
  if (given.value === null) return { problem: "the default is null", fix: "remove it, and add .optional()" };
  if (declaration.type.kind === "bytes") {
    return { problem: "bytes cannot be a fixed default", fix: "pass a function: .default(() => new Uint8Array(16))" };
  }
  const problem = checkValue(declaration.type, given.value);
  if (problem === undefined) return undefined;
  return { problem: `the default ${problem}`, fix: `give a value of kind ${declaration.type.kind}` };
}

/**
 * Brings a fixed default to the one form in which values of its kind are stored, so that a row that was just created
 * equals the same row read.
 *
 * @param declaration what was said about the field, checked
 */
export function withNormalDefault(declaration: FieldDeclaration): FieldDeclaration {
  const given = declaration.default;
  if (given?.kind !== "value") return declaration;
  const value = freezeDeeply(normaliseValue(declaration.type, given.value));
  return Object.freeze<FieldDeclaration>({ ...declaration, default: Object.freeze({ kind: "value", value }) });
}

/**
 * The default of a field's column. What a function makes is none of the table's, unless it stands for one.
 *
 * @param declaration what was said about the field
 */
export function columnDefault(declaration: FieldDeclaration): ColumnDefault | undefined {
  const given = declaration.default;
  switch (given?.kind) {
    case "database":
      return given.default;
    case "value":
      return Object.freeze({
        kind: "literal",
        value: literalOf(declaration, normaliseValue(declaration.type, given.value)),
      });
    case "function":
      return given.column;
    default:
      return undefined;
  }
}

function literalOf({ type }: FieldDeclaration, value: unknown): LiteralValue {
  if (value instanceof Date) return value.getTime();
  if (type.kind === "json") return JSON.stringify(value);
  if (type.kind === "array" && Array.isArray(value)) return `[${value.map(elementText).join(",")}]`;
  if (isLiteral(value)) return value;
  throw new Error(`unreachable: a default of kind ${type.kind} passed its check`);
}

/** JSON has numbers of any length; only `JSON.stringify` does not know what to do with a bigint. Instants are in milliseconds. */
function elementText(element: unknown): string {
  if (element instanceof Date) return String(element.getTime());
  return typeof element === "bigint" ? element.toString() : JSON.stringify(element);
}

function isLiteral(value: unknown): value is LiteralValue {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value);
}
