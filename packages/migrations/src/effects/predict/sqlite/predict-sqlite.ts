import { isSign, isWord, type SqliteToken, sqliteTokens } from "../../../introspect/sqlite/sqlite-tokens.ts";
import type { StatementEffects } from "../../statement-effects.ts";
import { alterTable } from "./alter-file.ts";
import { FileDraft, type FileModel } from "./file-draft.ts";

type Rule = (tokens: readonly SqliteToken[], draft: FileDraft) => void;

const RULES: Readonly<Record<string, Rule>> = {
  ALTER: alterTable,
  CREATE: create,
  DROP: drop,
  REINDEX: reindex,
  VACUUM: vacuum,
  ANALYZE: analyze,
  INSERT: change,
  REPLACE: change,
  UPDATE: change,
  DELETE: change,
  WITH: change,
  SELECT: (tokens, draft) => {
    draft.reads();
    scanNamed(tokens, draft);
  },
  VALUES: () => {},
  PRAGMA: pragma,
  BEGIN: () => {},
  COMMIT: () => {},
  END: () => {},
  ROLLBACK: () => {},
  SAVEPOINT: () => {},
  RELEASE: () => {},
};

/** Foretells what a statement does, and changes the model as the statement changes the file. */
export function predictStatement(text: string, model: FileModel): StatementEffects {
  const draft = new FileDraft(model);
  const tokens = sqliteTokens(text);
  const first = tokens[0]?.value ?? "";
  const rule = Object.hasOwn(RULES, first) ? RULES[first] : undefined;
  if (rule === undefined) draft.unknown.add("what a statement of this kind does");
  else rule(tokens, draft);
  return draft.finish(text);
}

/** The word that says what is made or dropped, and where its name is. */
function objectOf(tokens: readonly SqliteToken[]): {
  readonly type: string;
  readonly name: string;
  readonly after: number;
} {
  const at = tokens.findIndex((token) => isWord(token, "TABLE", "INDEX", "VIEW", "TRIGGER"));
  let name = at + 1;
  while (isWord(tokens[name], "IF", "NOT", "EXISTS")) name += 1;
  if (isSign(tokens[name + 1], ".")) name += 2;
  return { type: tokens[at]?.value ?? "", name: tokens[name]?.value ?? "", after: name + 1 };
}

function create(tokens: readonly SqliteToken[], draft: FileDraft): void {
  draft.writes();
  const { model } = draft;
  const { type, name, after } = objectOf(tokens);
  const rest = tokens.slice(after);
  if (type === "INDEX") {
    createIndex(tokens, draft);
    return;
  }
  if (type !== "TABLE" && type !== "VIEW") return;
  if (isWord(tokens[1], "VIRTUAL")) draft.unknown.add("what the module of a virtual table does");
  if (model.tables.has(name.toLowerCase())) return;
  if (type === "TABLE" && isWord(rest[0], "AS")) scanNamed(rest, draft);
  const sql = tokens.map((token) => token.sql).join(" ");
  model.tables.set(name.toLowerCase(), { name, type: type === "TABLE" ? "table" : "view", sql });
}

/** CREATE INDEX reads the table and sorts it. */
function createIndex(tokens: readonly SqliteToken[], draft: FileDraft): void {
  const at = tokens.findIndex((token) => isWord(token, "ON"));
  const name = tokens[at + 1]?.value.toLowerCase() ?? "";
  const table = draft.model.tables.get(name);
  if (table === undefined) draft.unknown.add("an index on a table that is not there");
  else if (draft.model.old.has(name)) draft.touch(table.name, { scans: true, buildsIndex: true });
}

/** DROP TABLE deletes the rows first when another table refers to them. */
function drop(tokens: readonly SqliteToken[], draft: FileDraft): void {
  draft.writes();
  const { model } = draft;
  const { type, name } = objectOf(tokens);
  if (type !== "TABLE" && type !== "VIEW") return;
  const key = name.toLowerCase();
  if (model.facts.foreignKeys && model.old.has(key)) {
    for (const referrer of referrersOf(name, draft)) {
      draft.touch(model.tables.get(key)?.name ?? name, { scans: true });
      if (referrer !== key && model.old.has(referrer))
        draft.unknown.add(`how the rows of "${referrer}" that refer to dropped ones are found`);
    }
  }
  model.tables.delete(key);
  model.old.delete(key);
}

function referrersOf(name: string, { model }: FileDraft): readonly string[] {
  return [...model.tables].flatMap(([key, { sql }]) => {
    const tokens = sqliteTokens(sql);
    const refers = tokens.some(
      (token, index) => isWord(token, "REFERENCES") && tokens[index + 1]?.value.toLowerCase() === name.toLowerCase(),
    );
    return refers ? [key] : [];
  });
}

function reindex(tokens: readonly SqliteToken[], draft: FileDraft): void {
  draft.writes();
  const { model } = draft;
  const wanted = tokens.at(-1)?.value.toLowerCase();
  for (const { name, table } of model.facts.indexes) {
    const isMeant = tokens.length === 1 || wanted === name.toLowerCase() || wanted === table.toLowerCase();
    if (!isMeant || !model.old.has(table.toLowerCase())) continue;
    draft.touch(name, { rewrites: true }, "index");
    draft.touch(table, { scans: true, buildsIndex: true });
  }
}

/** VACUUM writes the whole file anew. */
function vacuum(tokens: readonly SqliteToken[], draft: FileDraft): void {
  draft.nonTransactional();
  const isCopy = tokens.some((token) => isWord(token, "INTO"));
  if (isCopy) draft.reads();
  else draft.writes();
  for (const { name, type } of draft.model.tables.values()) {
    if (type === "table" && draft.model.old.has(name.toLowerCase()))
      draft.touch(name, { scans: true, rewrites: !isCopy });
  }
}

function analyze(tokens: readonly SqliteToken[], draft: FileDraft): void {
  draft.writes();
  if (tokens.length > 1) {
    scanNamed(tokens, draft);
    return;
  }
  for (const { name, type } of draft.model.facts.tables) if (type === "table") draft.touch(name, { scans: true });
}

/** Rows are changed; how they are found is for the server to choose, so that all may be read. */
function change(tokens: readonly SqliteToken[], draft: FileDraft): void {
  const isWriting = tokens.some((token) => isWord(token, "INSERT", "REPLACE", "UPDATE", "DELETE"));
  if (isWriting) draft.writes();
  else draft.reads();
  const isFilling = isWord(tokens[0], "INSERT", "REPLACE");
  const from = isFilling ? tokens.findIndex((token) => isWord(token, "SELECT", "VALUES", "DEFAULT")) : 0;
  scanNamed(tokens.slice(Math.max(from, 0)), draft);
  const named = namedTables(tokens, draft);
  for (const { table } of draft.model.facts.triggers) {
    if (named.includes(table.toLowerCase())) draft.unknown.add(`what the triggers of "${table}" do`);
  }
}

function namedTables(tokens: readonly SqliteToken[], { model }: FileDraft): readonly string[] {
  return tokens
    .filter(({ kind }) => kind === "name")
    .map(({ value }) => value.toLowerCase())
    .filter((name) => model.tables.has(name));
}

/** All tables that are named may be read from end to end; of a view, those in its text. */
function scanNamed(tokens: readonly SqliteToken[], draft: FileDraft): void {
  const { model } = draft;
  for (const name of namedTables(tokens, draft)) {
    const table = model.tables.get(name);
    if (table?.type === "view")
      scanNamed(
        sqliteTokens(table.sql).filter(({ value }) => value !== table.name),
        draft,
      );
    else if (table !== undefined && model.old.has(name)) draft.touch(table.name, { scans: true });
  }
}

/** Pragmas that only read, or only change how the connection behaves. */
const HARMLESS = [
  "FOREIGN_KEYS",
  "DEFER_FOREIGN_KEYS",
  "LEGACY_ALTER_TABLE",
  "TABLE_LIST",
  "TABLE_INFO",
  "TABLE_XINFO",
];
const CHECKS = ["FOREIGN_KEY_CHECK", "INTEGRITY_CHECK", "QUICK_CHECK"];

function pragma(tokens: readonly SqliteToken[], draft: FileDraft): void {
  const name = tokens[1]?.value.toUpperCase() ?? "";
  if (HARMLESS.includes(name)) return;
  if (!CHECKS.includes(name)) {
    draft.unknown.add("what a pragma does");
    return;
  }
  draft.reads();
  for (const table of draft.model.facts.tables) if (table.type === "table") draft.touch(table.name, { scans: true });
}
