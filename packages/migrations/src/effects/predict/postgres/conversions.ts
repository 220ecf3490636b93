import type { Node } from "@pgsql/types";
import type { DatabaseModel } from "./database-model.ts";
import { isColumn } from "./expressions.ts";
import type { Oid } from "./facts.ts";
import { baseType, type ColumnType, columnType, isCheckedDomain } from "./type-names.ts";

/** What becomes of the values of a column. */
export interface Conversion {
  readonly column: string;
  readonly from: ColumnType;
  readonly to: ColumnType;
  /** What follows USING. */
  readonly using: Node | undefined;
}

/** Whether a change of type writes the rows anew: unless the server sees that the bytes stay as they are. */
export function needsRewrite({ column, from, to, using }: Conversion, model: DatabaseModel): boolean {
  const steps = using === undefined ? [] : castsOf(using, column, model);
  if (steps === undefined) return true;
  let current = from;
  for (const step of [...steps, to]) {
    if (changesBytes(current, step, model)) return true;
    current = step;
  }
  return false;
}

/** The casts around a column, the innermost first; undefined when an expression is more than that. */
function castsOf(expression: Node, column: string, model: DatabaseModel): readonly ColumnType[] | undefined {
  if (isColumn(expression, column)) return [];
  if (!("TypeCast" in expression) || expression.TypeCast.arg === undefined) return undefined;
  const inner = castsOf(expression.TypeCast.arg, column, model);
  const type = columnType(expression.TypeCast.typeName, model);
  return inner === undefined || type === undefined ? undefined : [...inner, type];
}

function changesBytes(from: ColumnType, to: ColumnType, model: DatabaseModel): boolean {
  if (from.type === to.type && from.modifier === to.modifier) return false;
  if (isCheckedDomain(to.type, model)) return true;
  const source = baseType(from, model);
  const target = baseType(to, model);
  if (source.type !== target.type && !areSameBytes(source.type, target.type, model)) return true;
  const modifier = source.type === target.type ? source.modifier : -1;
  if (target.modifier === -1 || target.modifier === modifier) return false;
  return !takesAll(typeName(target.type, model), modifier, target.modifier);
}

function typeName(oid: Oid, model: DatabaseModel): string {
  const type = model.types.get(oid);
  return type?.schema === "pg_catalog" ? type.name : "";
}

/** Whether values of one type are values of another as they are. */
export function areSameBytes(source: Oid, target: Oid, model: DatabaseModel): boolean {
  const names = [typeName(source, model), typeName(target, model)];
  if (names.every((name) => name === "timestamp" || name === "timestamptz")) return model.isUtc;
  return model.facts.casts.some((cast) => cast.source === source && cast.target === target && cast.method === "b");
}

/** The most digits of a second that a time has. */
const SECOND_DIGITS = 6;

/** Whether a type with one modifier has all values of the same type with another. */
function takesAll(type: string, from: number, to: number): boolean {
  switch (type) {
    case "varchar":
    case "varbit":
      return from !== -1 && from <= to;
    case "numeric":
      return from !== -1 && scale(from) === scale(to) && precision(from) <= precision(to);
    case "timestamp":
    case "timestamptz":
    case "time":
    case "timetz":
      return to === SECOND_DIGITS || (from !== -1 && from <= to);
    case "interval":
      return intervalTakesAll(from, to);
    default:
      return false;
  }
}

function precision(modifier: number): number {
  return ((modifier - 4) >> 16) & 0xffff;
}

function scale(modifier: number): number {
  return (modifier - 4) & 0x7ff;
}

/** The bits of the fields of an interval, from the least to the greatest: second, minute, hour, day, month, year. */
const INTERVAL_FIELDS = [12, 11, 10, 3, 1, 2];

function intervalTakesAll(from: number, to: number): boolean {
  const digits = to & 0xffff;
  const had = from === -1 ? 0xffff : from & 0xffff;
  return leastField(to) <= leastField(from) && (digits >= SECOND_DIGITS || digits >= had);
}

function leastField(modifier: number): number {
  if (modifier === -1) return 0;
  const fields = (modifier >> 16) & 0x7fff;
  return Math.max(
    0,
    INTERVAL_FIELDS.findIndex((bit) => (fields & (1 << bit)) !== 0),
  );
}
