import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { isSign, isWord, type SqliteToken, sqliteTokens } from "../../introspect/sqlite/sqlite-tokens.ts";

const known = new WeakMap<CatalogIndex, boolean>();

/**
 * Whether a view or trigger reads or writes a table that is not there. SQLite lets it stand until somebody uses it, or
 * drops a column of any table.
 *
 * @param objects a catalog
 * @returns true when there is one, found out once for a catalog
 */
export function hasBroken(objects: CatalogIndex): boolean {
  const before = known.get(objects);
  if (before !== undefined) return before;
  const relations = new Set<string>();
  for (const { kind, path } of objects.values())
    if (kind === "table" || kind === "view") relations.add((path[0] ?? "").toLowerCase());
  const found = [...objects.values()].some((object) => isBroken(object, relations));
  known.set(objects, found);
  return found;
}

function isBroken(object: CatalogObject, relations: ReadonlySet<string>): boolean {
  const sql =
    object.kind === "view" ? object.definition.query : object.kind === "trigger" ? object.definition.sql : undefined;
  if (sql === undefined) return false;
  const tokens = sqliteTokens(sql);
  const ownNames = new Set(tokens.flatMap((token, at) => (isNamedHere(tokens, at) ? [token.value.toLowerCase()] : [])));
  return tokens.some(
    (token, at) =>
      isTableName(tokens, at) && !relations.has(token.value.toLowerCase()) && !ownNames.has(token.value.toLowerCase()),
  );
}

/** A name of a common table expression: `name AS (`, `name (columns) AS (`. */
function isNamedHere(tokens: readonly SqliteToken[], at: number): boolean {
  return isWord(tokens[at - 1], "WITH", "RECURSIVE") || (isSign(tokens[at - 1], ",") && isWord(tokens[at + 1], "AS"));
}

/** A name behind FROM, JOIN, INTO or UPDATE that is neither a function nor of another database or of the system. */
function isTableName(tokens: readonly SqliteToken[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== "name" || !isWord(tokens[at - 1], "FROM", "JOIN", "INTO", "UPDATE")) return false;
  return (
    !isSign(next, "(") &&
    !isSign(next, ".") &&
    !isWord(token, "OF", "ON", "SET") &&
    !/^(?:sqlite_|pragma_)/i.test(token.value)
  );
}
