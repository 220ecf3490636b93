import type { FilterNode } from "../../ast/filter-node.ts";
import { like } from "../../ast/like-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import { type OperatorDefinition, type OperatorUse, TEXT_KINDS } from "../operator-definition.ts";
import { acceptText, textOperand } from "../text-operand.ts";

const OPEN_ESCAPE = /(?:^|[^\\])(?:\\\\)*\\$/;

/** `{ name: { $like: "An%" } }`: whole texts, with `%` for any run of characters, `_` for any one, `\` before either to mean itself. */
export const likeOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  remembered: acceptPattern,
  parse: (operand, use) => parseLike(operand, use, false),
};

/**
 * Takes a pattern that {@link parseLike} takes, without being told where it stands.
 *
 * @param operand what was given
 * @returns the pattern; undefined for what is none
 */
export function acceptPattern(operand: unknown): string | undefined {
  const pattern = acceptText(operand);
  return pattern === undefined || OPEN_ESCAPE.test(pattern) ? undefined : pattern;
}

/**
 * A LIKE pattern as a node.
 *
 * @param operand the pattern
 * @param use the operator's use
 * @param ignoreCase whether ASCII letters match in either case
 * @returns the node
 * @throws QUERY.INVALID_PATTERN when the pattern ends in the middle of an escape
 */
export function parseLike(operand: unknown, use: OperatorUse, ignoreCase: boolean): FilterNode {
  const pattern = textOperand(operand, use);
  if (OPEN_ESCAPE.test(pattern)) {
    throw queryErrors.create("INVALID_PATTERN", {
      message: `${use.path} ends with a single backslash`,
      why: "a backslash takes the next character as it is, and there is none",
      fix: "write two backslashes to look for one",
      meta: { path: use.path },
    });
  }
  return like(use.target.field, pattern, ignoreCase);
}
