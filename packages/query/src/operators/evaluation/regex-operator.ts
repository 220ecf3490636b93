import { compare } from "../../ast/comparison-node.ts";
import type { FilterNode } from "../../ast/filter-node.ts";
import { not } from "../../ast/not-node.ts";
import { isNull } from "../../ast/null-node.ts";
import { regex } from "../../ast/regex-node.ts";
import { hasText } from "../../ast/text-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import { tooComplex } from "../../parser/filter-error.ts";
import { parseRegex, type RegexFlags } from "../../pattern/parse-regex.ts";
import type { RegexPart } from "../../pattern/regex-part.ts";
import { regexSize } from "../../pattern/regex-size.ts";
import { type OperatorDefinition, type OperatorUse, TEXT_KINDS } from "../operator-definition.ts";
import { textOperand } from "../text-operand.ts";

/** `{ name: { $regex: "^An", $options: "i" } }`: texts with a match of a JavaScript expression of mode `u`. */
export const regexOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  parse: (operand, use) => {
    const source = textOperand(operand instanceof RegExp ? operand.source : operand, use);
    const flags = readFlags(operand, use);
    const parsed = parseRegex(source, flags);
    if ("parts" in parsed) {
      checkSize(parsed.parts, use);
      return simplest(use.target.field, parsed.parts, flags.ignoreCase);
    }
    if ("invalid" in parsed) throw invalidPattern(use);
    throw queryErrors.create("UNSUPPORTED_PATTERN", {
      message: `${use.path} has ${parsed.unsupported}`,
      why: "not every database can match that, and in the same time for every text",
      fix: "write the expression without it",
      meta: { path: use.path },
    });
  },
};

/** The most parts of an expression with counts, so that no database takes long to read one. */
const MAX_COUNTED_SIZE = 500;

function checkSize(parts: readonly RegexPart[], use: OperatorUse): void {
  const size = regexSize(parts);
  if (size <= Math.max(MAX_COUNTED_SIZE, parts.length)) return;
  throw tooComplex(
    use.path,
    `has ${size} parts when its counts are written out, and ${MAX_COUNTED_SIZE} are allowed`,
    "use smaller counts, or * and +",
  );
}

function invalidPattern(use: OperatorUse) {
  return queryErrors.create("INVALID_PATTERN", {
    message: `${use.path} is not a regular expression`,
    why: "it is read as JavaScript's expressions of mode u are, and as PCRE's where they differ only in names and escapes",
    fix: 'try it with new RegExp(source, "u")',
    meta: { path: use.path },
  });
}

function readFlags(operand: unknown, use: OperatorUse): RegexFlags {
  const options = Object.hasOwn(use.siblings, "$options") ? use.siblings.$options : "";
  const own = operand instanceof RegExp ? operand.flags.replace(/[ugd]/g, "") : "";
  if (typeof options !== "string" || !/^[ims]*$/.test(options + own)) {
    throw queryErrors.create("INVALID_PATTERN", {
      message: `${use.path} has options other than i, m and s`,
      why: "only these change what an expression matches, in the same way on every database",
      fix: 'write $options: "i", "m", "s" or several of them',
      meta: { path: use.path },
    });
  }
  const flags = options + own;
  return { ignoreCase: flags.includes("i"), multiline: flags.includes("m"), dotAll: flags.includes("s") };
}

/** Expressions of literal text and ends say nothing that a comparison does not, and comparisons can use an index. */
function simplest(field: string, parts: readonly RegexPart[], ignoreCase: boolean): FilterNode {
  const first = parts[0];
  const last = parts.at(-1);
  const isStart = first?.kind === "start" && !first.isLine;
  const isEnd = last?.kind === "end" && !last.isLine;
  const body = parts.slice(isStart ? 1 : 0, isEnd ? -1 : undefined);
  let text = "";
  for (const part of body) {
    if (part.kind !== "character" || ignoreCase) return regex(field, parts, ignoreCase);
    text += String.fromCodePoint(part.codePoint);
  }
  if (isStart && isEnd) return compare(field, "eq", text);
  if (text === "") return not(isNull(field));
  return hasText(field, isStart ? "start" : isEnd ? "end" : "anywhere", text);
}
