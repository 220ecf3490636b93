import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { objectId } from "../../catalog/object-id.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { TableFacts } from "../../facts/table-facts.ts";
import type { RiskLevel } from "../../report/risk-level.ts";
import type { Hazard } from "../hazard.ts";
import type { SqliteAction } from "./read-statement.ts";
import type { SqliteStatement } from "./split-statements.ts";

/** What is known beside the script. */
export interface SqliteFacts {
  /** As the library says: 3053002. */
  readonly serverVersion: number;
  readonly connection?: Connection;
  readonly catalog?: CatalogIndex;
  /** By name in small letters. */
  readonly tables: ReadonlyMap<string, TableFacts>;
}

/** What the script has done before a statement comes. */
export interface SqliteState {
  isExplicit: boolean;
  /** Whether the script has turned foreign keys off, and that had an effect. */
  areForeignKeysOff: boolean;
  /** Tables that it has made, by name in small letters, with whether they have rows. */
  readonly tables: Map<string, { rows: boolean }>;
  readonly addedColumns: Set<string>;
  readonly written: Set<string>;
}

/** All that is known when a statement comes. */
export interface SqliteContext {
  readonly statement: SqliteStatement;
  readonly action: SqliteAction;
  readonly actions: readonly SqliteAction[];
  readonly index: number;
  readonly state: SqliteState;
  readonly facts: SqliteFacts;
}

/** Names count without their case. */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** That the text says so. */
export function stated(fact: string, value: string | number | boolean = true): Evidence {
  return { source: "statement", fact, value };
}

/** What a rule says about a table. */
export interface SqliteFinding {
  readonly table: string;
  readonly level: RiskLevel;
  readonly message: string;
  readonly fix: string;
  readonly evidence: readonly Evidence[];
}

/** A hazard, but none for a table that the script itself has made. */
export function hazardOf({ state, facts }: SqliteContext, found: SqliteFinding): Hazard {
  const { table, level, message, fix, evidence } = found;
  const rows = facts.tables.get(table.toLowerCase())?.rows.evidence;
  const harmless = state.tables.has(table.toLowerCase()) ? stated(`${table} is created by this script`) : undefined;
  return {
    level,
    message,
    fix,
    evidence: [...evidence, ...(rows === undefined ? [] : [rows])],
    ...(harmless !== undefined && { harmless }),
  };
}

/** What the catalog says of a table's part. */
export function partsOf({ facts }: SqliteContext, table: string): readonly CatalogObject[] {
  const parent = [...(facts.catalog?.values() ?? [])].find(
    ({ kind, path }) => kind === "table" && sameName(path[0] ?? "", table),
  )?.id;
  if (parent === undefined) return [];
  return [...(facts.catalog?.values() ?? [])].filter((object) => object.parent === parent);
}

/** Foreign keys of other tables that refer to a table. */
export function referencesTo({ facts }: SqliteContext, table: string): readonly CatalogObject<"constraint">[] {
  const id = objectId("table", [table]);
  return [...(facts.catalog?.values() ?? [])].flatMap((object) =>
    object.kind === "constraint" && object.definition.references?.table.toLowerCase() === id.toLowerCase()
      ? [object]
      : [],
  );
}

/** Whether a table is dropped to be made again: a new one was filled from it before and takes its name. */
export function isRebuilt({ actions, index }: SqliteContext, table: string): string | undefined {
  for (const action of actions.slice(0, index)) {
    if (action.kind !== "insert" || !action.sources.some((source) => sameName(source, table))) continue;
    const takes = actions
      .slice(index + 1)
      .some(
        (later) => later.kind === "renameTable" && sameName(later.table, action.table) && sameName(later.to, table),
      );
    if (takes) return action.table;
  }
  return undefined;
}
