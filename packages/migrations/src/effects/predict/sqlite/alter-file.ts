import { parseTable } from "../../../introspect/sqlite/parse-table.ts";
import { isWord, type SqliteToken } from "../../../introspect/sqlite/sqlite-tokens.ts";
import type { SqliteTable } from "./facts.ts";
import type { FileDraft } from "./file-draft.ts";

/** ALTER TABLE: the catalog is written; some forms read or write all rows. */
export function alterTable(tokens: readonly SqliteToken[], draft: FileDraft): void {
  draft.writes();
  const at = tokens[3]?.value === "." ? 4 : 2;
  const name = tokens[at]?.value ?? "";
  const rest = tokens.slice(at + 1);
  const table = draft.model.tables.get(name.toLowerCase());
  if (table === undefined) {
    draft.unknown.add("a table that is not there is changed");
    return;
  }
  const isOld = draft.model.old.has(name.toLowerCase());
  if (isWord(rest[0], "RENAME")) {
    rename(table, rest, draft);
    return;
  }
  const effect = effectOf(table, rest);
  if (effect === undefined) draft.unknown.add("what this form of ALTER TABLE does");
  else if (isOld && effect !== "nothing") draft.touch(table.name, { scans: true, rewrites: effect === "rewrites" });
}

type Effect = "nothing" | "reads" | "rewrites";

function effectOf(table: SqliteTable, [first, ...rest]: readonly SqliteToken[]): Effect | undefined {
  const words = rest
    .filter(({ kind }) => kind === "keyword" || kind === "name")
    .map(({ value }) => value.toUpperCase());
  if (isWord(first, "ADD") && words[0] === "CONSTRAINT") return "reads";
  if (isWord(first, "ADD") && words[0] === "CHECK") return "reads";
  if (isWord(first, "ADD")) return addingReads(table, words) ? "reads" : "nothing";
  if (isWord(first, "DROP") && words[0] === "CONSTRAINT") return "nothing";
  if (isWord(first, "DROP")) return isVirtual(table, words) ? "nothing" : "rewrites";
  if (!isWord(first, "ALTER")) return undefined;
  if (words.includes("SET")) return "reads";
  return words.includes("DROP") ? "nothing" : undefined;
}

/** All rows are looked through when a condition of the new column could be broken, or the types of a STRICT table. */
function addingReads({ sql }: SqliteTable, words: readonly string[]): boolean {
  const isGenerated = words.includes("AS");
  if (words.includes("CHECK") || (isGenerated && words.includes("NOT"))) return true;
  return parseTable(sql).strict;
}

/** A generated column that is not stored is in no row. */
function isVirtual({ sql }: SqliteTable, words: readonly string[]): boolean {
  const name = words[0] === "COLUMN" ? words[1] : words[0];
  const column = parseTable(sql).columns.find((candidate) => candidate.name.toUpperCase() === name);
  return column?.definition.generated?.kind === "virtual";
}

function rename(table: SqliteTable, rest: readonly SqliteToken[], draft: FileDraft): void {
  // RENAME COLUMN changes texts only, and leaves them as the catalog cannot be read from here.
  if (!isWord(rest[1], "TO")) return;
  const { model } = draft;
  const name = rest[2]?.value ?? "";
  const isOld = model.old.delete(table.name.toLowerCase());
  model.tables.delete(table.name.toLowerCase());
  model.tables.set(name.toLowerCase(), { ...table, name });
  if (isOld) model.old.add(name.toLowerCase());
  // A new table that takes the place of an old one has all its rows anew.
  else if (model.wasThere(name)) draft.touch(name, { rewrites: true });
}
