import type { ResolvedConnectOptions } from "../../connection/connect-options.ts";
import type { ServerDatabaseDescription } from "../../url/database-description.ts";

/**
 * What every session is set to: above all, so that the same value always has the same text. The names are fixed and the values are
 * numbers of ours, so nothing here comes from a user.
 *
 * @param description a setting that its `options` make is left alone
 */
export function sessionSettings(description: ServerDatabaseDescription, options: ResolvedConnectOptions): string {
  const settings: Record<string, string> = {
    TimeZone: "'UTC'",
    DateStyle: "'ISO, MDY'",
    IntervalStyle: "'postgres'",
    client_encoding: "'UTF8'",
    standard_conforming_strings: "on",
    // Any value above 0 prints the shortest text that reads back as the same number.
    extra_float_digits: "1",
    bytea_output: "'hex'",
    // Compiling a filter over documents to machine code takes a hundred times as long as running it.
    jit: "off",
    lock_timeout: String(options.busyTimeoutMs),
    ...(options.statementTimeoutMs === undefined ? {} : { statement_timeout: String(options.statementTimeoutMs) }),
    ...(options.durability === undefined ? {} : { synchronous_commit: options.durability === "full" ? "on" : "off" }),
  };
  const chosen = description.options ?? "";
  const statements = Object.entries(settings)
    .filter(([name]) => !(USER_SETTABLE.has(name) && chosen.includes(name)))
    .map(([name, value]) => `SET ${name} = ${value}`);
  return `${statements.join("; ")}; SELECT pg_backend_pid()`;
}

/** Settings that change how long something takes, not what a value looks like. */
const USER_SETTABLE: ReadonlySet<string> = new Set(["jit", "lock_timeout", "statement_timeout", "synchronous_commit"]);
