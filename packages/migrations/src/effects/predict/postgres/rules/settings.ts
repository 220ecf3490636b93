import type { Node, VariableSetStmt } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";

/** Names of the zone in which a timestamp is the same with and without a time zone. */
const UTC = /^(utc|gmt|zulu|universal|etc\/(utc|gmt|uct|zulu|universal|greenwich))$/i;

/** SET: two settings decide what later statements mean. */
export function setVariable({ kind, name, args = [] }: VariableSetStmt, { model }: EffectsDraft): void {
  const isReset = kind !== "VAR_SET_VALUE";
  if (kind === "VAR_RESET_ALL" || name === "search_path") {
    model.searchPath = isReset ? model.facts.searchPath : args.flatMap(textOf).filter((schema) => schema !== "");
  }
  if (kind === "VAR_RESET_ALL" || name === "timezone") {
    model.isUtc = isReset ? model.facts.isUtc : args.flatMap(textOf).some((zone) => UTC.test(zone));
  }
}

function textOf(node: Node): readonly string[] {
  return "A_Const" in node && node.A_Const.sval !== undefined ? [node.A_Const.sval.sval ?? ""] : [];
}
