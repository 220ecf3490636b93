import { closest } from "@dataflow/core";
import { dialects } from "../dialects/dialects.ts";
import type { DatabaseDescription } from "./database-description.ts";
import { invalidUrl } from "./url-errors.ts";

/**
 * Reads a connection URL. Special characters in a password may be raw or percent-encoded; the last `@` ends it.
 *
 * @param url `sqlite:app.db`, `sqlite:////var/app.db`, `sqlite::memory:`, `postgresql://user:password@host:5432/name?sslmode=require`
 * @returns a frozen description; its password is not enumerable
 * @throws DATABASE.INVALID_URL never with any part of the URL in it
 * @example
 * ```ts
 * import { parseDatabaseUrl } from "@dataflow/database";
 *
 * const description = parseDatabaseUrl("postgresql://app:p@ss:w/rd?@localhost/shop");
 * if (description.dialect === "postgres") console.log(description.password); // "p@ss:w/rd?"
 * ```
 */
export function parseDatabaseUrl(url: string): DatabaseDescription {
  if (typeof url !== "string") throw invalidUrl("it is not a string", "give a URL such as sqlite:app.db");
  if (url.includes("\0") || !url.isWellFormed()) {
    throw invalidUrl("it contains a NUL character or ill-formed Unicode", "remove the character");
  }
  const text = url.trim();
  const colon = text.indexOf(":");
  const scheme = text.slice(0, Math.max(colon, 0)).toLowerCase();
  for (const dialect of dialects.values()) {
    if (dialect.schemes.includes(scheme)) return dialect.parseUrl(text.slice(colon + 1));
  }
  throw unknownScheme(scheme);
}

function unknownScheme(scheme: string): Error {
  const schemes = [...dialects.values()].flatMap((dialect) => dialect.schemes);
  const match = closest(scheme, schemes);
  return invalidUrl(
    "it does not begin with the name of a database that is supported",
    match === undefined || scheme === ""
      ? `begin it with one of: ${schemes.map((name) => `${name}:`).join(", ")}; for a file write sqlite:app.db`
      : `did you mean "${match}:"?`,
  );
}
