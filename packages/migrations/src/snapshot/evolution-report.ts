import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import { catalogDifference } from "../diff/catalog-difference.ts";
import { Dependents } from "../diff/dependents.ts";
import type { PlanStep } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { lostAccessPaths, unindexedForeignKeys } from "./constraint-findings.ts";
import { entriesById } from "./entries-by-id.ts";
import { freezeDeep } from "./freeze-deep.ts";
import type { SchemaSnapshot } from "./schema-snapshot.ts";
import type { TableChecksum } from "./table-checksum.ts";

/** What a change means for those who use the database. */
export type ImpactLevel = "low" | "medium" | "high" | "critical";

/** One change between two moments. What came or went with its table is a part of the table's change. */
export interface SchemaChange {
  readonly changeType: "created" | "dropped" | "altered";
  readonly object: ObjectId;
  /** In one sentence: `"column orders.note was dropped"`. */
  readonly description: string;
  /** critical: a table with rows went; high: values went or were cut; medium: rows had to be read or written; low: the rest. */
  readonly impactLevel: ImpactLevel;
  /** What is in it and what depends on it. */
  readonly affectedObjects: readonly ObjectId[];
}

/** What happened between a snapshot and now. */
export interface EvolutionReport {
  readonly fromSnapshot: string;
  readonly fromFingerprint: string;
  readonly toFingerprint: string;
  readonly schemaChanges: readonly SchemaChange[];
  /** Tables that are there on both sides and whose rows differ in columns of both; absent without checksums. */
  readonly changedData?: readonly ObjectId[];
  /** What to look at, one sentence each; every one follows from something found. */
  readonly recommendations: readonly string[];
}

/** The state that a snapshot is compared with. */
export interface CurrentState {
  readonly catalog: Catalog;
  readonly fingerprint: string;
  readonly checksums?: Readonly<Record<ObjectId, TableChecksum>>;
}

/** What of a report is wanted. */
export interface ReportParts {
  readonly includeImpactAnalysis?: boolean;
  readonly includeRecommendations?: boolean;
}

/**
 * Says what has changed since a snapshot. It reads nothing: the same input gives the same report.
 *
 * @param snapshot the beginning
 * @param current the end
 * @param parts what of it is wanted; everything by default
 * @returns the report, frozen
 */
export function evolutionReport(
  snapshot: SchemaSnapshot,
  current: CurrentState,
  { includeImpactAnalysis = true, includeRecommendations = true }: ReportParts = {},
): EvolutionReport {
  const changes = schemaChanges(snapshot, current.catalog);
  const changedData = changedTables(snapshot, current);
  return freezeDeep({
    fromSnapshot: snapshot.snapshotId,
    fromFingerprint: snapshot.fingerprint,
    toFingerprint: current.fingerprint,
    schemaChanges: includeImpactAnalysis ? changes : changes.map((change) => ({ ...change, affectedObjects: [] })),
    ...(changedData && { changedData }),
    recommendations: includeRecommendations ? recommendations(snapshot.catalog, current.catalog) : [],
  });
}

/** The changes of definitions since a snapshot. */
export function schemaChanges(snapshot: SchemaSnapshot, catalog: Catalog): readonly SchemaChange[] {
  const [before, after] = [indexCatalog(snapshot.catalog), indexCatalog(catalog)];
  const found = catalogDifference(before, after);
  const impact = impactOf(snapshot, catalog);
  const change = (changeType: SchemaChange["changeType"], object: CatalogObject, side: CatalogIndex): SchemaChange => ({
    changeType,
    object: object.id,
    description: `${object.kind} ${displayName(object.path)} was ${changeType}`,
    impactLevel: impact(changeType, object),
    affectedObjects: affected(object, side),
  });
  return [
    ...roots(found.dropped).map((object) => change("dropped", object, before)),
    ...found.altered.map(({ after: object }) => change("altered", object, after)),
    ...roots(found.created).map((object) => change("created", object, after)),
  ];
}

function roots(objects: readonly CatalogObject[]): readonly CatalogObject[] {
  const all = new Set(objects.map(({ id }) => id));
  return objects.filter(({ parent }) => parent === undefined || !all.has(parent));
}

function affected(object: CatalogObject, side: CatalogIndex): readonly ObjectId[] {
  return new Dependents(side)
    .all(object.id)
    .map(({ id }) => id)
    .sort();
}

/** The planner knows what a change costs, so it is asked how it would make it. */
function impactOf(snapshot: SchemaSnapshot, catalog: Catalog) {
  const rows = new Map(entriesById(snapshot.checksums ?? {}).map(([id, checksum]) => [id, checksum.rows]));
  const plan = planMigration(snapshot.catalog, catalog, { allow: "everything", rows });
  const steps = new Map<ObjectId, PlanStep[]>();
  for (const step of plan.segments.flatMap((segment) => segment.steps))
    steps.set(step.object, [...(steps.get(step.object) ?? []), step]);
  return (changeType: SchemaChange["changeType"], object: CatalogObject): ImpactLevel => {
    const table = object.kind === "table" ? object.id : object.parent;
    const isEmpty = table !== undefined && rows.get(table) === 0;
    // A table that is built anew has one step for all that changes in it.
    const own = steps.get(object.id) ?? (table === undefined ? undefined : steps.get(table)) ?? [];
    const loses = !isEmpty && own.some(({ loss }) => loss !== undefined);
    if (changeType === "dropped" && object.kind === "table") return isEmpty ? "medium" : "critical";
    if (loses) return "high";
    return !isEmpty && own.some((step) => step.rows !== undefined && step.rows !== 0) ? "medium" : "low";
  };
}

/** Tables of both sides whose common columns do not hold the same values. */
export function changedTables(
  { checksums }: Pick<SchemaSnapshot, "checksums">,
  current: Pick<CurrentState, "checksums">,
): readonly ObjectId[] | undefined {
  if (checksums === undefined || current.checksums === undefined) return undefined;
  const now = new Map(entriesById(current.checksums));
  return entriesById(checksums).flatMap(([id, before]) => {
    const after = now.get(id);
    return after === undefined || sameRows(before, after) ? [] : [id];
  });
}

function sameRows(before: TableChecksum, after: TableChecksum): boolean {
  const common = Object.keys(before.columns).filter((name) => Object.hasOwn(after.columns, name));
  const isWhole =
    common.length === Object.keys(before.columns).length && common.length === Object.keys(after.columns).length;
  if (isWhole) return before.rows === after.rows && before.whole === after.whole;
  return before.rows === after.rows && common.every((name) => before.columns[name] === after.columns[name]);
}

function recommendations(before: Catalog, after: Catalog): readonly string[] {
  const known = new Set(unindexedForeignKeys(before));
  const name = (id: ObjectId): string => displayName(indexCatalog(after).get(id)?.path ?? [id]);
  return [
    ...unindexedForeignKeys(after)
      .filter((id) => !known.has(id))
      .map(
        (id) => `give the foreign key ${name(id)} an index: each delete of a row it refers to reads its whole table`,
      ),
    ...lostAccessPaths(before, after).map(
      (path) => `nothing finds rows by ${path.replace("table ", "")} any more: give it an index`,
    ),
    ...after.objects.flatMap((object) => {
      if (object.kind === "index" && !object.definition.valid)
        return [`build the index ${name(object.id)} again: it is not valid`];
      if (object.kind !== "constraint" || object.definition.valid) return [];
      return [`validate the constraint ${name(object.id)}: rows from before it have not been looked at`];
    }),
  ];
}
