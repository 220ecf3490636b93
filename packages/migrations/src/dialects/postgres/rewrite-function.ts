/**
 * The server keeps a function's body as a text, so a rename does not reach it. A name in it is replaced only where the
 * grammar says that it stands for the table: a variable or column of the same name has to stay.
 */
import type { Node } from "@pgsql/types";
import { replaceIdentifier } from "../../diff/rewrite-names.ts";
import { parseSql } from "../../sql/parse-sql.ts";
import type { NameChange, RewrittenFunction } from "../alias-dialect.ts";

const BODY = /\bAS (?<quote>\$[^$]*\$)(?<body>[\s\S]*)\k<quote>\s*$/;
const WORD = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}_][\p{L}\p{N}_$]*/gu;

/**
 * Writes the new name of a table into a function.
 *
 * @param sql the CREATE OR REPLACE statement, as the server prints it
 * @param change the names
 * @returns the statement with the new name, or why it stays
 */
export async function rewriteFunction(sql: string, change: NameChange): Promise<RewrittenFunction> {
  const { body = "" } = BODY.exec(sql)?.groups ?? {};
  const count = named(body, change);
  const inTexts = (body.match(/'(?:[^']|'')*'/g) ?? []).some((text) => text.includes(change.from));
  if (count === 0) return inTexts ? { left: "it names the table in a text that it builds while it runs" } : undefined;
  const relations = await relationsIn(sql, body, change);
  if (relations === undefined) return { left: "its body is in a language that cannot be read from here" };
  if (relations !== count) return { left: "it uses the name for something else, too, or in a comment" };
  if (inTexts) return { left: "it names the table in a text that it builds while it runs, too" };
  const replaced = replaceIdentifier(body, change.from, change.to);
  if (named(replaced, change) > 0) return { left: "it writes the name in capitals" };
  const start = sql.lastIndexOf(body);
  return { sql: sql.slice(0, start) + replaced + sql.slice(start + body.length) };
}

function named(body: string, { from }: NameChange): number {
  return (body.match(WORD) ?? []).filter((word) => nameOf(word) === from).length;
}

function nameOf(word: string): string | undefined {
  if (word.startsWith("'")) return undefined;
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();
}

/** How often a body names the table as a table; undefined when it cannot be parsed. */
async function relationsIn(sql: string, body: string, change: NameChange): Promise<number | undefined> {
  const language = /\n LANGUAGE (?<name>\w+)/.exec(sql)?.groups?.name;
  try {
    if (language === "sql") return await countIn(body, change);
    if (language !== "plpgsql") return undefined;
    const { parsePlPgSQL } = await import("libpg-query");
    let count = rowTypes(body, change);
    for (const query of queriesOf(await parsePlPgSQL(sql))) count += await countInQuery(query, change);
    return count;
  } catch {
    return undefined;
  }
}

function rowTypes(body: string, { from }: NameChange): number {
  const names = body.matchAll(/(?<name>"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\s*%\s*(?:row)?type\b/giu);
  return [...names].filter(({ groups }) => nameOf(groups?.name ?? "") === from).length;
}

async function countInQuery(query: string, change: NameChange): Promise<number> {
  try {
    return await countIn(query, change);
  } catch {
    // An expression, perhaps one that is assigned: `name := expression`.
    return countIn(`SELECT ${query.replace(/^[^=]*?:=/, "")}`, change);
  }
}

async function countIn(sql: string, { schema, from }: NameChange): Promise<number> {
  const statements = await parseSql(sql);
  let count = 0;
  for (const { tree } of statements) {
    visit(tree, (key, value) => {
      const isOwn = value.schemaname === undefined || value.schemaname === schema;
      if (value.relname === from && isOwn) count += 1;
      if (key === "ColumnRef" && firstField(value) === from) count += 1;
    });
  }
  return count;
}

type Tree = Readonly<Record<string, unknown>>;

/** Calls back for every object in a tree, with the key it stands under. */
function visit(tree: Node | Tree, see: (key: string, value: Tree) => void): void {
  for (const [key, value] of Object.entries(tree)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== "object" || one === null) continue;
      see(key, one);
      visit(one, see);
    }
  }
}

/** The table that a column is named with: `orders.total`. */
function firstField({ fields }: Tree): string | undefined {
  if (!Array.isArray(fields) || fields.length < 2) return undefined;
  const name = entry(entry(fields[0], "String"), "sval");
  return typeof name === "string" ? name : undefined;
}

function entry(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** The queries and expressions of a parsed body. */
function queriesOf(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap(queriesOf);
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => {
    if (key !== "PLpgSQL_expr") return queriesOf(value);
    const query = entry(value, "query");
    return typeof query === "string" ? [query] : [];
  });
}
