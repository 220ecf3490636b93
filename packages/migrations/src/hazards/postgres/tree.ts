import type { ColumnDef, Constraint, Node, RangeVar, TypeName } from "@pgsql/types";
import type { TableName } from "../../diff/table-name.ts";
import { POSTGRES_RESERVED } from "./reserved-words.ts";

type KeyOf<Union> = Union extends unknown ? keyof Union : never;

/** The kinds of nodes that a tree is made of. */
export type NodeKind = KeyOf<Node>;

/** A node of one kind. */
export type NodeOf<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind];

/**
 * A node, if it is of one kind.
 *
 * @param node any node
 * @param kind the kind
 * @returns its content; undefined when it is of another kind
 */
export function pick<Kind extends NodeKind>(node: Node | undefined, kind: Kind): NodeOf<Kind> | undefined {
  if (node === undefined) return undefined;
  const content: Partial<Record<NodeKind, unknown>> = node;
  // A node has one key, the name of its kind; TypeScript cannot follow that through a union of this size.
  return content[kind] as NodeOf<Kind> | undefined;
}

/** The nodes of one kind in a list. */
export function pickAll<Kind extends NodeKind>(
  nodes: readonly Node[] | undefined,
  kind: Kind,
): readonly NodeOf<Kind>[] {
  return (nodes ?? []).flatMap((node) => {
    const found = pick(node, kind);
    return found === undefined ? [] : [found];
  });
}

/** The texts of a list of names. */
export function namesOf(nodes: readonly Node[] | undefined): readonly string[] {
  return pickAll(nodes, "String").map(({ sval }) => sval ?? "");
}

/** The table that a name in a statement means. */
export function tableOf(range: RangeVar | undefined): TableName {
  const name = range?.relname ?? "";
  return range?.schemaname === undefined ? { name } : { schema: range.schemaname, name };
}

/** The relation of a list of names, as DROP has it. */
export function tableOfNames(names: readonly string[]): TableName {
  const [name = "", schema] = [...names].reverse();
  return schema === undefined ? { name } : { schema, name };
}

/** A type in few words, with the server's internal names as people write them: `integer`, `varchar(20)`, `text[]`. */
export function typeText(type: TypeName | undefined): string {
  const names = namesOf(type?.names);
  const base = names[0] === "pg_catalog" ? (INTERNAL.get(names[1] ?? "") ?? names[1] ?? "") : names.join(".");
  const lower = INTERNAL.get(base.toLowerCase()) ?? base.toLowerCase();
  const modifiers = pickAll(type?.typmods, "A_Const").map(({ ival }) => ival?.ival ?? 0);
  // The first number of an interval says which of its fields it has.
  const sizes = lower === "interval" ? modifiers.slice(1) : modifiers;
  const size = sizes.length === 0 ? "" : `(${sizes.join(",")})`;
  return `${lower}${size}${"[]".repeat(type?.arrayBounds?.length ?? 0)}`;
}

const INTERNAL: ReadonlyMap<string, string> = new Map([
  ["int2", "smallint"],
  ["int4", "integer"],
  ["int", "integer"],
  ["int8", "bigint"],
  ["float4", "real"],
  ["float8", "double precision"],
  ["bool", "boolean"],
  ["bpchar", "char"],
  ["decimal", "numeric"],
  ["character varying", "varchar"],
  ["character", "char"],
  ["timestamp without time zone", "timestamp"],
  ["timestamp with time zone", "timestamptz"],
  ["time without time zone", "time"],
  ["serial2", "smallserial"],
  ["serial4", "serial"],
  ["serial8", "bigserial"],
]);

/** A type as the catalog spells it, in the same words. */
export function catalogType(type: string): string {
  const [, base = type, size = "", rest = "", bounds = ""] =
    /^([a-z_ ]+?)(\([\d,]+\))?( with(?:out)? time zone)?((?:\[\])*)$/.exec(type) ?? [];
  const name = `${base}${rest}`;
  return `${INTERNAL.get(name) ?? name}${size}${bounds}`;
}

/** The constraints behind a column's type. */
export function columnConstraints(column: ColumnDef): readonly Constraint[] {
  return pickAll(column.constraints, "Constraint");
}

/** Every node in a tree, itself included. */
export function* nodesIn(node: unknown): Generator<Node> {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const part of node) yield* nodesIn(part);
    return;
  }
  // What is neither a list nor a scalar is a node, or the content of one; both have their parts as values.
  yield node as Node;
  for (const part of Object.values(node)) yield* nodesIn(part);
}

/** All nodes of one kind in a tree. */
export function allOf<Kind extends NodeKind>(node: unknown, kind: Kind): readonly NodeOf<Kind>[] {
  return pickAll([...nodesIn(node)], kind);
}

/** A name as SQL writes it, with quotes only where it needs them. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !POSTGRES_RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A table as SQL writes it. */
export function sqlTable({ schema, name }: TableName): string {
  return schema === undefined ? sqlName(name) : `${sqlName(schema)}.${sqlName(name)}`;
}

/** Names in parentheses. */
export function sqlList(names: readonly string[]): string {
  return `(${names.map(sqlName).join(", ")})`;
}

/** Whether an option such as FULL or CONCURRENTLY is on: it is when it is named without a value. */
export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return pickAll(options, "DefElem").some(({ defname, arg }) => {
    const text = pick(arg, "String")?.sval ?? String(pick(arg, "Integer")?.ival ?? (arg === undefined ? "true" : ""));
    const isOff = ["false", "off", "0", "no"].includes(text.toLowerCase()) || pick(arg, "Boolean")?.boolval === false;
    return defname === name && !isOff;
  });
}
