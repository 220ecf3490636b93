import type { DialectName } from "@dataflow/core";

/**
 * The dialect that a URL written in the code leads to, so that drizzle's types, which tell databases apart, are right
 * without being asked for. A URL that is only known at run time may lead to any.
 */
export type DialectOfUrl<Url extends string> = Url extends `sqlite:${string}`
  ? "sqlite"
  : Url extends `postgres:${string}` | `postgresql:${string}`
    ? "postgres"
    : DialectName;
