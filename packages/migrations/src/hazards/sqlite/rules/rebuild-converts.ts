import { factsDialect } from "../../../dialects/facts-dialects.ts";
import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import { countAltered } from "../../../facts/count-facts.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, partsOf, sameName } from "../sqlite-context.ts";

/** Values that the new column sees otherwise. */
export const rebuildConverts: HazardRule<SqliteContext> = {
  id: "rebuild-converts",
  title: "A column of another type converts values while they are copied, without a word",
  async find(context) {
    const { action, actions, facts } = context;
    const { connection } = facts;
    if (action.kind !== "insert" || connection === undefined) return [];
    const made = actions.find((one) => one.kind === "createTable" && sameName(one.table, action.table));
    const [source] = action.sources;
    if (made?.kind !== "createTable" || made.parsed === undefined || source === undefined) return [];
    const hazards: Hazard[] = [];
    for (const { name, definition } of made.parsed.columns) {
      const old = partsOf(context, source).find(
        ({ kind, path }) => kind === "column" && sameName(path.at(-1) ?? "", name),
      );
      if (old?.kind !== "column" || sameName(old.definition.type, definition.type)) continue;
      const change = {
        table: { name: source },
        column: old.path.at(-1) ?? "",
        type: old.definition.type,
        newType: definition.type,
      };
      const { altered } = await countAltered(connection, change);
      if (altered.value === 0) continue;
      const message = `Values of ${source}.${name} that are not the same any more as ${definition.type}: ${altered.value ?? "nobody knows how many"}`;
      const fix = `-- look at them first: SELECT ${quoteIdentifier(name)} FROM ${quoteIdentifier(source)} WHERE ${factsDialect(connection.dialect).altered({ quoted: quoteIdentifier(name), type: change.type }, definition.type)};`;
      hazards.push(hazardOf(context, { table: source, level: "HIGH", message, fix, evidence: [altered.evidence] }));
    }
    return hazards;
  },
};
