import type { AffectedRelation } from "../../effects/statement-effects.ts";

/** What the letters of `pg_class.relkind` stand for. */
export const RELATION_KINDS: Readonly<Record<string, AffectedRelation["kind"]>> = Object.freeze({
  r: "table",
  p: "table",
  f: "table",
  i: "index",
  I: "index",
  v: "view",
  m: "materialized view",
  S: "sequence",
  c: "composite",
});
