import type { Node } from "@pgsql/types";
import type { DatabaseModel } from "./database-model.ts";
import type { RelationFact } from "./facts.ts";
import { isTree, type Tree, walk } from "./tree.ts";

/** Whether an expression may give another value for each row. A name that several functions have is judged by the worst. */
export function isVolatile(expression: Node | undefined, model: DatabaseModel): boolean {
  let found = false;
  walk(expression, (kind, node) => {
    if (kind === "FuncCall" && model.volatileFunctions.has(lastName(node.funcname))) found = true;
    if (kind === "A_Expr" && model.facts.volatileOperators.includes(lastName(node.name))) found = true;
    return true;
  });
  return found;
}

/** The functions that an expression calls and that are not the server's own. */
export function ownFunctions(tree: unknown, model: DatabaseModel): readonly string[] {
  const own = new Set(model.facts.objects.filter(({ catalog }) => catalog === "pg_proc").map(({ name }) => name));
  const found = new Set<string>();
  walk(tree, (kind, node) => {
    const name = kind === "FuncCall" ? lastName(node.funcname) : "";
    if (own.has(name)) found.add(name);
    return true;
  });
  return [...found];
}

/** The sequences that an expression takes numbers from, as far as it names them. */
export function sequencesOf(expression: Node | undefined, model: DatabaseModel): readonly RelationFact[] {
  const found: RelationFact[] = [];
  walk(expression, (kind, node) => {
    if (kind !== "FuncCall" || lastName(node.funcname) !== "nextval") return true;
    walk(node.args, (inner, constant) => {
      const text = inner === "sval" && typeof constant.sval === "string" ? constant.sval : undefined;
      const [name = "", schema] = (text ?? "").replaceAll('"', "").split(".").toReversed();
      const sequence = text === undefined ? undefined : model.relation({ schema, name });
      if (sequence !== undefined) found.push(sequence);
      return true;
    });
    return true;
  });
  return found;
}

/** Whether a condition that holds, or is unknown, proves that a column has a value. */
export function provesNotNull(condition: Node | null, column: string): boolean {
  if (condition === null) return false;
  if ("NullTest" in condition) {
    return condition.NullTest.nulltesttype === "IS_NOT_NULL" && isColumn(condition.NullTest.arg, column);
  }
  if (!("BoolExpr" in condition)) return false;
  const { boolop, args = [] } = condition.BoolExpr;
  if (boolop === "AND_EXPR") return args.some((arm) => provesNotNull(arm, column));
  if (boolop === "OR_EXPR") return args.every((arm) => provesNotNull(arm, column));
  const [arm] = args;
  if (arm === undefined || !("NullTest" in arm)) return false;
  return arm.NullTest.nulltesttype === "IS_NULL" && isColumn(arm.NullTest.arg, column);
}

/** Whether an expression is nothing but a column. */
export function isColumn(expression: Node | undefined, column: string): boolean {
  if (expression === undefined || !("ColumnRef" in expression)) return false;
  const last = expression.ColumnRef.fields?.at(-1);
  return last !== undefined && "String" in last && last.String.sval === column;
}

function lastName(names: unknown): string {
  const last: Tree | undefined = Array.isArray(names) ? names.at(-1) : undefined;
  const text = isTree(last?.String) ? last.String.sval : undefined;
  return typeof text === "string" ? text : "";
}
