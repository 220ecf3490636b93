import { type ParsedStatement, parseSql } from "../../sql/parse-sql.ts";
import type { InnerStatements } from "./postgres-context.ts";
import { pick, pickAll } from "./tree.ts";

/**
 * The statements of a DO block, in the order of its text, as if every branch were taken.
 *
 * @param statement any statement
 * @returns what the block runs; undefined when the statement is none
 */
export async function innerStatements({ tree }: ParsedStatement): Promise<InnerStatements | undefined> {
  const options = pickAll(pick(tree, "DoStmt")?.args, "DefElem");
  if (options.length === 0) return undefined;
  const text = (name: string): string | undefined =>
    pick(options.find(({ defname }) => defname === name)?.arg, "String")?.sval;
  const body = text("as");
  if (body === undefined || (text("language") ?? "plpgsql").toLowerCase() !== "plpgsql") return UNKNOWN;
  const queries = await queriesOf(body);
  if (queries === undefined) return UNKNOWN;
  const parsed = await Promise.all(queries.map((query) => (query === undefined ? undefined : parsedOrNothing(query))));
  const isComplete = parsed.every((found) => found !== undefined);
  return { statements: parsed.flatMap((found) => found ?? []), isComplete };
}

const UNKNOWN: InnerStatements = Object.freeze({ statements: [], isComplete: false });

/** The texts of the statements; one that is composed when it runs is undefined. */
async function queriesOf(body: string): Promise<readonly (string | undefined)[] | undefined> {
  const { parsePlPgSQL } = await import("libpg-query");
  const tag = `$dataflow_${body.length}$`;
  try {
    const tree: unknown = await parsePlPgSQL(
      `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS ${tag}${body}${tag}`,
    );
    return [...queriesIn(tree)];
  } catch {
    // What cannot be read is not known; the rule for opaque code says so.
    return undefined;
  }
}

function* queriesIn(node: unknown): Generator<string | undefined> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "PLpgSQL_stmt_execsql") yield queryAt(value, "sqlstmt");
    else if (key === "PLpgSQL_stmt_perform") yield queryAt(value, "expr");
    else if (key === "PLpgSQL_stmt_call") yield undefined;
    else if (key === "PLpgSQL_stmt_dynexecute") yield constantText(queryAt(value, "query"));
    else yield* queriesIn(value);
  }
}

function queryAt(statement: unknown, key: string): string | undefined {
  const expression = propertyOf(propertyOf(statement, key), "PLpgSQL_expr");
  const query = propertyOf(expression, "query");
  return typeof query === "string" ? query : undefined;
}

function propertyOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** EXECUTE of one text is that text. */
function constantText(expression: string | undefined): string | undefined {
  const [, text] = /^\s*'((?:[^']|'')*)'\s*$/.exec(expression ?? "") ?? [];
  return text?.replaceAll("''", "'");
}

async function parsedOrNothing(query: string): Promise<readonly ParsedStatement[] | undefined> {
  try {
    return await parseSql(query);
  } catch {
    // Names of variables may stand where the grammar wants something else.
    return undefined;
  }
}
