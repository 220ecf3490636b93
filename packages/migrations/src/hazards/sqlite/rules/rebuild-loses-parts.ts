import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, isRebuilt, partsOf, sameName } from "../sqlite-context.ts";

/** What goes with the old table. */
export const rebuildLosesParts: HazardRule<SqliteContext> = {
  id: "rebuild-loses-parts",
  title: "Indexes and triggers go with the old table when it is built again",
  find(context) {
    const { action, actions, index } = context;
    if (action.kind !== "dropTable" || isRebuilt(context, action.table) === undefined) return [];
    const later = actions
      .slice(index + 1)
      .flatMap((next) => (next.kind === "createIndex" || next.kind === "createTrigger" ? [next.name] : []));
    const lost = partsOf(context, action.table).filter(
      ({ kind, path }) =>
        (kind === "index" || kind === "trigger") && !later.some((name) => sameName(name, path.at(-1) ?? "")),
    );
    if (lost.length === 0) return [];
    const names = lost.map(({ kind, path }) => `${kind} ${path.at(-1)}`).join(", ");
    const fix = "-- create them again after the rename: their statements are in sqlite_schema";
    const evidence = [
      {
        source: "catalog",
        fact: `indexes and triggers of ${action.table} that are not made again`,
        value: lost.length,
      } as const,
    ];
    return [
      hazardOf(context, {
        table: action.table,
        level: "HIGH",
        message: `${names} go with ${action.table} and are not made again`,
        fix,
        evidence,
      }),
    ];
  },
};
