import type { FileDatabaseDescription } from "../../url/database-description.ts";
import { percentDecode } from "../../url/percent-decode.ts";
import { invalidUrl } from "../../url/url-errors.ts";
import { parseUrlOptions } from "../../url/url-options.ts";

export const MEMORY_FILE = ":memory:";

/**
 * Reads what follows `sqlite:`: a path by itself, or after three slashes a relative and after four an absolute one.
 *
 * @throws DATABASE.INVALID_URL
 */
export function parseSqliteUrl(rest: string): FileDatabaseDescription {
  const question = rest.indexOf("?");
  const path = question === -1 ? rest : rest.slice(0, question);
  const options = parseUrlOptions(question === -1 ? "" : rest.slice(question + 1), ["mode"]);
  const file = percentDecode(withoutSlashes(path));
  if (file === "") throw invalidUrl("it names no file", "write sqlite:app.db, or sqlite::memory:");
  return Object.freeze({ dialect: "sqlite", file, ...mode(options.get("mode"), file) });
}

function withoutSlashes(path: string): string {
  if (path.startsWith("///")) return path.slice(3);
  if (!path.startsWith("//")) return path;
  throw invalidUrl(
    "after two slashes a host would follow, and a file has none",
    "write sqlite:app.db or sqlite:///app.db",
  );
}

function mode(value: string | undefined, file: string): { readonly mode?: "ro" | "rw" } {
  if (value === undefined || value === "rwc") return {};
  if (value !== "ro" && value !== "rw") throw invalidUrl('its option "mode" has an unknown value', "use ro, rw or rwc");
  if (file === MEMORY_FILE) throw invalidUrl('"mode" has no meaning for a database in memory', 'leave "mode" out');
  return { mode: value };
}
