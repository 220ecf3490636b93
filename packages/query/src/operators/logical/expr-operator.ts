import { parseExpression } from "../../parser/parse-expression.ts";
import type { ExpressionDefinition } from "../operator-definition.ts";

/** `{ $expr: { $gt: ["$total", "$limit"] } }`: compares fields of a row with each other. */
export const exprOperator: ExpressionDefinition = { parse: parseExpression };
