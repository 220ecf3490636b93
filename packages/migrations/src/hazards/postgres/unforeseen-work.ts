import type { HazardRule } from "../hazard.ts";
import type { PostgresContext } from "./postgres-context.ts";

/** What is left when all other rules have looked: it is found beside them, for it depends on what they found. */
export const unforeseenWork: HazardRule<PostgresContext> = {
  id: "unforeseen-work",
  title: "Rows are read or written while the table is locked, in a way that no other rule describes",
  find: () => [],
};
