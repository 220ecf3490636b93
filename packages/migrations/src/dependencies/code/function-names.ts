import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { parseSql } from "../../sql/parse-sql.ts";
import type { NamedInCode } from "./named-in-code.ts";
import { plpgsqlNames } from "./plpgsql-body.ts";
import { statementNames } from "./statement-names.ts";
import { fieldsOf, listOf, namesIn, type TreeFields, textOf } from "./tree.ts";

/** What the body of a function names, as far as it can be understood. */
export interface FunctionNames {
  readonly statements: readonly NamedInCode[];
  /** Why the body cannot be understood, as the end of a sentence; absent when it is. */
  readonly obstacle?: string;
}

const known = new WeakMap<CatalogObject<"function">, Promise<FunctionNames>>();

/**
 * Collects the names in the body of a function or procedure. The server's own records are complete for a body that is
 * SQL itself, and know nothing of a body that is a text.
 *
 * @param object the function
 * @returns the names, found out once for an object
 */
export function functionNames(object: CatalogObject<"function">): Promise<FunctionNames> {
  const before = known.get(object);
  if (before !== undefined) return before;
  const names = readNames(object.definition.sql);
  known.set(object, names);
  return names;
}

async function readNames(sql: string): Promise<FunctionNames> {
  try {
    const names = await bodyNames(sql);
    const isDynamic = names.statements.some((statement) => statement.isDynamic);
    return isDynamic ? { obstacle: "runs statements that are put together at run time", ...names } : names;
  } catch {
    // The parser's words quote the body, which may hold anything.
    return { statements: [], obstacle: "has a body that cannot be parsed" };
  }
}

async function bodyNames(sql: string): Promise<FunctionNames> {
  const [statement] = await parseSql(sql);
  const create = fieldsOf(statement?.tree, "CreateFunctionStmt");
  if (create === undefined) return { statements: [], obstacle: "has a definition of an unknown form" };
  const options = listOf(create, "options").flatMap((option): readonly TreeFields[] => {
    const element = fieldsOf(option, "DefElem");
    return element === undefined ? [] : [element];
  });
  const language = textOf(fieldsOf(options.find(({ defname }) => defname === "language")?.arg, "String"), "sval");
  if (fieldsOf(create, "sql_body") !== undefined) return { statements: [] };
  if (language === "plpgsql") return { statements: await plpgsqlNames(sql) };
  if (language !== "sql") return { statements: [], obstacle: `is written in ${language ?? "an unknown language"}` };
  const body = fieldsOf(options.find(({ defname }) => defname === "as")?.arg, "List");
  const [text = ""] = namesIn(listOf(body, "items"));
  return { statements: (await parseSql(text)).map(({ tree }) => statementNames(tree)) };
}
