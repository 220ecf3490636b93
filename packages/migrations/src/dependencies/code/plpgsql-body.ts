import { parseSql } from "../../sql/parse-sql.ts";
import type { NamedInCode } from "./named-in-code.ts";
import { dottedName, statementNames } from "./statement-names.ts";
import { fieldsOf, isFields, textOf } from "./tree.ts";

/** How the server reads a text in a body: a whole statement, an expression, or one that is assigned. */
const STATEMENT = 0;
const TYPE_NAME = 1;
const EXPRESSION = 2;

/** A text in a body. */
interface Fragment {
  readonly text: string;
  readonly mode: number;
  /** Whether what it yields is run as a statement. */
  readonly isRun: boolean;
}

/**
 * Collects the names in a function or procedure in PL/pgSQL.
 *
 * @param sql the whole CREATE FUNCTION statement
 * @returns the names of each of its statements
 * @throws an error of the parser, or MIGRATION.SQL_NOT_PARSED, when it cannot be understood
 */
export async function plpgsqlNames(sql: string): Promise<readonly NamedInCode[]> {
  const { parsePlPgSQL } = await import("libpg-query");
  const body: unknown = await parsePlPgSQL(sql);
  const found: Found = { fragments: [], types: [], fields: [] };
  collect(body, false, found);
  const names = await Promise.all(found.fragments.map(fragmentNames));
  return [...names.flat(), { ...NOTHING, types: found.types, columns: found.fields.map((name) => ({ name })) }];
}

const NOTHING: NamedInCode = Object.freeze({
  relations: [],
  columns: [],
  wholes: [],
  everything: false,
  functions: [],
  types: [],
  isDynamic: false,
});

interface Found {
  readonly fragments: Fragment[];
  readonly types: (readonly string[])[];
  readonly fields: string[];
}

function collect(value: unknown, isRun: boolean, found: Found): void {
  if (Array.isArray(value)) for (const item of value) collect(item, false, found);
  if (!isFields(value)) return;
  const expression = fieldsOf(value, "PLpgSQL_expr");
  if (expression !== undefined) {
    const mode = typeof expression.parseMode === "number" ? expression.parseMode : STATEMENT;
    found.fragments.push({ text: textOf(expression, "query") ?? "", mode, isRun });
  }
  const type = textOf(fieldsOf(value, "PLpgSQL_type"), "typname");
  if (type !== undefined) found.types.push(typeName(type));
  for (const [key, inner] of Object.entries(value)) {
    if (key === "PLpgSQL_stmt_dynexecute" || key === "PLpgSQL_stmt_dynfors") {
      const { query, ...rest } = isFields(inner) ? inner : {};
      collect(query, true, found);
      collect(rest, false, found);
    } else collect(inner, key === "dynquery", found);
  }
}

/** `public.users%rowtype`, `users.email%TYPE`, `users[]`. */
function typeName(type: string): readonly string[] {
  return dottedName(type.replace(/%(?:row)?type.*$/i, ""));
}

async function fragmentNames({ text, mode, isRun }: Fragment): Promise<readonly NamedInCode[]> {
  if (mode === STATEMENT) return namesOf(text);
  if (mode === TYPE_NAME) return [{ ...NOTHING, types: [typeName(text)] }];
  if (mode !== EXPRESSION)
    return Promise.all(assigned(text).map((part) => namesOf(`SELECT ${part}`))).then((all) => all.flat());
  const names = await namesOf(`SELECT ${text}`);
  if (!isRun) return names;
  const constant = await constantText(text);
  return constant === undefined ? [...names, { ...NOTHING, isDynamic: true }] : namesOf(constant);
}

/** What is assigned to, and what is assigned: `row.total := row.net * 2`. */
function assigned(text: string): readonly string[] {
  const at = /^(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^"'=:]|:(?!=))*/.exec(text)?.[0].length ?? 0;
  return [text.slice(0, at), text.slice(at).replace(/^:?=/, "")];
}

async function namesOf(sql: string): Promise<readonly NamedInCode[]> {
  return (await parseSql(sql)).map(({ tree }) => statementNames(tree));
}

/** A statement that is run as a text that never changes is as good as any other. */
async function constantText(expression: string): Promise<string | undefined> {
  const [statement, ...more] = await parseSql(`SELECT ${expression}`);
  if (statement === undefined || more.length > 0) return undefined;
  const select = fieldsOf(statement.tree, "SelectStmt");
  const [target] = Array.isArray(select?.targetList) ? select.targetList : [];
  const value = fieldsOf(fieldsOf(target, "ResTarget"), "val");
  return textOf(fieldsOf(fieldsOf(value, "A_Const"), "sval"), "sval");
}
