import { closest } from "@dataflow/core";
import { percentDecode } from "./percent-decode.ts";
import { invalidUrl } from "./url-errors.ts";

/**
 * Reads `name=value&…`.
 *
 * @param query what follows the question mark
 * @param valid the names that are accepted
 * @throws DATABASE.INVALID_URL for an unknown or repeated name; the name is not quoted, it may be part of a password
 */
export function parseUrlOptions(query: string, valid: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = percentDecode(at === -1 ? pair : pair.slice(0, at));
    if (!valid.includes(name)) throw unknownOption(name, valid);
    if (options.has(name)) throw invalidUrl(`its option "${name}" is given twice`, `keep one "${name}"`);
    options.set(name, at === -1 ? "" : percentDecode(pair.slice(at + 1)));
  }
  return options;
}

/** Whether a text is a list of options whose names are all known. */
export function looksLikeOptions(query: string, valid: readonly string[]): boolean {
  return query.split("&").every((pair) => valid.some((name) => pair.startsWith(`${name}=`)));
}

function unknownOption(name: string, valid: readonly string[]): Error {
  const match = closest(name, valid);
  return invalidUrl(
    match === undefined
      ? "it has an option that is not known"
      : `it has an option that is not known, close to "${match}"`,
    `use one of ${valid.join(", ")}; a question mark in a password is written %3F when no @ follows it`,
  );
}
