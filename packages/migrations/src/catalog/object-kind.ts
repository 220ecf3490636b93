/**
 * The kinds of things a catalog is made of, in the order in which a database can take them when nothing else decides.
 * What else a database holds is listed by introspection as unmodelled, never silently left out.
 */
export const OBJECT_KINDS = [
  "schema",
  "extension",
  "collation",
  "enum",
  "composite",
  "range",
  "domain",
  "sequence",
  "function",
  "aggregate",
  "table",
  "column",
  "constraint",
  "index",
  "statistics",
  "sequenceOwner",
  "view",
  "materializedView",
  "rule",
  "trigger",
  "policy",
  "publication",
  "eventTrigger",
  "comment",
  "grant",
  "defaultGrant",
] as const;

/** One of {@link OBJECT_KINDS}. */
export type ObjectKind = (typeof OBJECT_KINDS)[number];
