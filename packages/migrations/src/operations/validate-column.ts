import type { Column, ColumnType, Diagnostic, Table } from "@dataflow/core";
import { literalProblem } from "../literals/literal-problem.ts";
import { nameProblems, schemaProblem } from "./schema-problem.ts";

interface ColumnProblem {
  readonly problem: string;
  readonly fix: string;
}

/**
 * What is wrong with a column: its name, its type, its default.
 *
 * @param table the table
 * @param column the column
 * @returns the problems
 */
export function validateColumn(table: Table, column: Column): readonly Diagnostic[] {
  const path = `columns.${column.name}`;
  const type = typeProblem(column.type);
  const fill = defaultProblem(column);
  return [
    ...nameProblems(table, path, [column.name]),
    ...(type === undefined ? [] : [schemaProblem(table, `${path}.type`, type)]),
    ...(type !== undefined || fill === undefined ? [] : [schemaProblem(table, `${path}.default`, fill)]),
  ];
}

function typeProblem(type: ColumnType): ColumnProblem | undefined {
  switch (type.kind) {
    case "unknown":
      return {
        problem: "its type is only known in another database's words",
        fix: "declare it with one of DataFlow's kinds",
      };
    case "text":
      if (type.length === undefined || isWithin(type.length, 1, 10_485_760)) return undefined;
      return { problem: "the length is not a whole number from 1 to 10485760", fix: "leave the length out" };
    case "decimal":
      if (isWithin(type.precision, 1, 1000) && isWithin(type.scale, 0, type.precision)) return undefined;
      return { problem: "precision and scale do not fit", fix: "use 1 ≤ precision ≤ 1000 and 0 ≤ scale ≤ precision" };
    case "enum":
      return enumProblem(type.values);
    case "array":
      return typeProblem(type.element);
    default:
      return undefined;
  }
}

function enumProblem(values: readonly string[]): ColumnProblem | undefined {
  if (values.length === 0) return { problem: "the enum has no value", fix: "give it at least one value" };
  if (new Set(values).size < values.length) return { problem: "the enum has a value twice", fix: "remove the second" };
  const isBad = (value: string): boolean => !value.isWellFormed() || value.includes("\0");
  if (!values.some(isBad)) return undefined;
  return {
    problem: "a value of the enum is not a text that a database keeps",
    fix: "use well-formed Unicode without NUL",
  };
}

function defaultProblem(column: Column): ColumnProblem | undefined {
  const { type, default: fill } = column;
  if (fill === undefined) return undefined;
  switch (fill.kind) {
    case "literal": {
      const problem = literalProblem(type, fill.value);
      if (problem === undefined) return undefined;
      return { problem: `the default ${problem}`, fix: `give a value of kind ${type.kind}` };
    }
    case "now":
      if (type.kind === "timestamp" || type.kind === "date") return undefined;
      return {
        problem: `a column of kind ${type.kind} cannot default to the current time`,
        fix: "use a timestamp or a date",
      };
    case "autoIncrement":
      if (type.kind !== "integer" && type.kind !== "bigint")
        return { problem: `a column of kind ${type.kind} cannot count by itself`, fix: "use an integer or a bigint" };
      if (!column.nullable) return undefined;
      return { problem: "a column that counts by itself is never NULL", fix: "declare it as not nullable" };
    default:
      return {
        problem: "the default is an expression in a database's own words",
        fix: "use a literal or the current time",
      };
  }
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
