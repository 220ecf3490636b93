import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick } from "../tree.ts";

/** F22 */
export const concatenatedIdentifier: HazardRule<PostgresContext> = {
  id: "concatenated-identifier",
  title: "A statement is composed of names without quoting them",
  find({ statement }) {
    const { tree, text } = statement;
    if (pick(tree, "DoStmt") === undefined && pick(tree, "CreateFunctionStmt") === undefined) return [];
    const composed = [...text.matchAll(/\bEXECUTE\s+([^;]*)/gi)].map(([, part = ""]) => part);
    const unquoted = composed.some((part) => isUnquoted(part));
    if (!unquoted) return [];
    return [
      {
        level: "MEDIUM",
        message: "A name with a quote, a capital or a blank in it breaks the statement, or makes it another one",
        fix: "-- EXECUTE format('ALTER TABLE %I …', name), and %L or USING for values",
        evidence: [stated("EXECUTE of concatenated text")],
      },
    ];
  },
};

function isUnquoted(part: string): boolean {
  if (/\bformat\s*\(/i.test(part)) return /%(?:\d+\$)?s/.test(part);
  const variables = part
    .replace(/'(?:[^']|'')*'/g, "")
    .replace(/\bquote_(?:ident|literal|nullable)\s*\([^)]*\)/gi, "")
    .replace(/\b(?:USING|INTO)\b[\s\S]*$/i, "");
  return part.includes("||") && /[a-z_]/i.test(variables.replace(/::\w+/g, ""));
}
