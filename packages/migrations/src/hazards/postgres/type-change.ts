import type { Node } from "@pgsql/types";
import type { TableName } from "../../diff/table-name.ts";
import { columnTypeOf } from "./catalog-lookup.ts";
import { type PostgresContext, tableActions } from "./postgres-context.ts";
import { namesOf, pick, typeText } from "./tree.ts";

/** What changing the type of a column costs. */
export interface TypeChange {
  readonly table: TableName;
  readonly column: string;
  /** Undefined when nobody knows. */
  readonly from: string | undefined;
  readonly to: string;
  readonly hasUsing: boolean;
  /** `"free"` changes only the catalog. `"likely free"` does so unless the old type was an uncommon one. */
  readonly cost: "free" | "likely free" | "unknown" | "rewrite";
}

const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "citext"]);

/** The types that the statement changes. */
export function typeChangeOf(context: PostgresContext): readonly TypeChange[] {
  return tableActions(context, "AT_AlterColumnType").flatMap(({ table, command }) => {
    const definition = pick(command.def, "ColumnDef");
    const column = command.name ?? "";
    const [from, to] = [columnTypeOf(context, table, column), typeText(definition?.typeName)];
    const using = definition?.raw_default;
    const isBare = namesOf(pick(using, "ColumnRef")?.fields).at(-1) === column;
    const hasUsing = using !== undefined && !isBare && !isCastOf(using, column, to);
    const cost = hasUsing
      ? "rewrite"
      : from === undefined
        ? costOfUnknown(to, column, { hasCast: using !== undefined, isOrdered: definition?.collClause !== undefined })
        : costOf(from, to);
    return [{ table, column, from, to, hasUsing, cost }];
  });
}

/** `USING c::new` says no more than the type itself. */
function isCastOf(using: Node, column: string, to: string): boolean {
  const cast = pick(using, "TypeCast");
  return namesOf(pick(cast?.arg, "ColumnRef")?.fields).at(-1) === column && typeText(cast?.typeName) === to;
}

/** Columns of such names rarely hold texts. */
const NO_TEXT =
  /^(?:id|age|count|amount|price|total|quantity|date|is_.*|has_.*|.*_(?:id|at|on|date|count|amount|total))$/;

/** Another collation builds the indexes of the column again, even where no row is written. */
function costOfUnknown(
  to: string,
  column: string,
  { hasCast, isOrdered }: { readonly hasCast: boolean; readonly isOrdered: boolean },
): TypeChange["cost"] {
  if (hasCast) return "rewrite";
  if (isOrdered) return "unknown";
  if (TEXTS.has(to)) return NO_TEXT.test(column) ? "unknown" : "likely free";
  return to.startsWith("varchar(") || to.startsWith("numeric") ? "unknown" : "rewrite";
}

/** Which changes leave the rows as they are. */
function costOf(from: string, to: string): TypeChange["cost"] {
  if (from === to) return "free";
  const [old, next] = [sized(from), sized(to)];
  const isText = (name: string): boolean => name === "text" || name === "varchar";
  if (isText(old.name) && isText(next.name))
    return next.size.length === 0 || isWider(old.size, next.size) ? "free" : "rewrite";
  if (old.name === "cidr" && next.name === "inet") return "free";
  if (old.name !== next.name) return "rewrite";
  if (next.name === "numeric") return next.size.length === 0 || isWiderNumber(old.size, next.size) ? "free" : "rewrite";
  const isFlexible = /^(?:varbit|bit varying|time|timetz|timestamp|timestamptz|interval)$/.test(next.name);
  return isFlexible && (next.size.length === 0 || isWider(old.size, next.size)) ? "free" : "rewrite";
}

function sized(type: string): { readonly name: string; readonly size: readonly number[] } {
  const [, name = type, size = ""] = /^(.*?)\(([\d,]+)\)$/.exec(type) ?? [];
  return { name, size: size === "" ? [] : size.split(",").map(Number) };
}

function isWider([old]: readonly number[], [next]: readonly number[]): boolean {
  return old !== undefined && next !== undefined && next >= old;
}

/** The digits after the point are written with each value. */
function isWiderNumber([digits, scale = 0]: readonly number[], [more, newScale = 0]: readonly number[]): boolean {
  return digits !== undefined && more !== undefined && more >= digits && newScale === scale;
}
