import { queryTable } from "../src/table/query-table-from-schema.ts";
import { keyedTable } from "./keyed-table.ts";

/** The table that the examples of the operators' pages are about. */
export const users = queryTable(
  keyedTable("users", [
    { name: "visits", type: { kind: "integer" }, nullable: false },
    { name: "profile", type: { kind: "json" }, nullable: true },
  ]),
);

/** An update for each operator's page. */
export const UPDATE_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  $set: { $set: { "profile.city": "Paris" } },
  $unset: { $unset: { "profile.city": "" } },
  $inc: { $inc: { visits: 1, "profile.points": 5 } },
  $mul: { $mul: { visits: 2, "profile.points": 1.5 } },
  $min: { $min: { "profile.best": 12 } },
  $max: { $max: { "profile.best": 12 } },
  $rename: { $rename: { "profile.town": "profile.city" } },
  $currentDate: { $currentDate: { "profile.seenAt": true } },
  $setOnInsert: { $setOnInsert: { "profile.source": "web" } },
  $push: { $push: { "profile.tags": { $each: ["new"], $position: 0, $slice: 10 } } },
  $addToSet: { $addToSet: { "profile.tags": "new" } },
  $pull: { $pull: { "profile.scores": { $lt: 5 } } },
  $pullAll: { $pullAll: { "profile.tags": ["old", "older"] } },
  $pop: { $pop: { "profile.tags": 1 } },
  $bit: { $bit: { "profile.flags": { or: 4 } } },
};

/** A statement on several lines: every subquery begins one. */
export function laidOut(sql: string): string {
  let depth = 0;
  let text = "";
  for (let index = 0; index < sql.length; index++) {
    const isSubquery = sql.startsWith("(SELECT ", index);
    if (isSubquery) text = `${text.trimEnd()}\n${"  ".repeat(depth + 1)}`;
    const character = sql[index] ?? "";
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    text += character;
  }
  return text;
}
