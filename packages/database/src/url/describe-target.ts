import type { DatabaseDescription } from "./database-description.ts";

/**
 * Where a description leads, for messages and logs: without the password and without any option.
 *
 * @param description a parsed URL
 * @returns `"postgresql://app@localhost:5432/shop"`, `"sqlite:app.db"`
 * @example
 * ```ts
 * import { describeTarget, parseDatabaseUrl } from "@dataflow/database";
 *
 * describeTarget(parseDatabaseUrl("postgresql://app:secret@localhost/shop")); // "postgresql://app@localhost:5432/shop"
 * ```
 */
export function describeTarget(description: DatabaseDescription): string {
  if ("file" in description) return `sqlite:${description.file}`;
  const { user, host = "localhost", port = 5432, database } = description;
  const who = user === undefined ? "" : `${encodeURIComponent(user)}@`;
  const where = host.startsWith("/") ? encodeURIComponent(host) : `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return `postgresql://${who}${where}${database === undefined ? "" : `/${encodeURIComponent(database)}`}`;
}
