/**
 * What history knows. Each migration is added to what was known before it, so that something done by hand between two
 * migrations does not become known by the second one that merely found it there.
 */
import type { Connection } from "@dataflow/database";
import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { catalogDifference } from "../diff/catalog-difference.ts";
import { renameObjects } from "../diff/rename-objects.ts";
import { type DriftRecord, readDriftRecords } from "../history/drift-record.ts";
import {
  type MigrationRecord,
  readRecordedCatalogs,
  readRecordedPlan,
  readRecords,
} from "../history/migration-record.ts";
import { readSnapshot, readSnapshots } from "../history/snapshot-record.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { entriesById } from "../snapshot/entries-by-id.ts";
import type { DriftBeginning } from "./drift.ts";

/** What history knows of a database. */
export interface KnownHistory {
  /** Absent when there is no history. */
  readonly objects?: CatalogIndex;
  readonly since?: DriftBeginning;
  /** What an unfinished migration is about. */
  readonly unjudged: ReadonlySet<ObjectId>;
  readonly answers: readonly DriftRecord[];
  readonly lastMigration?: string;
}

/**
 * Reads what migrations and snapshots have left, and what was adopted since. It writes nothing.
 *
 * @param connection the database
 * @param actual what there is
 * @returns the objects that are known
 */
export async function readKnownHistory(connection: Connection, actual: Catalog): Promise<KnownHistory> {
  const answers = await readDriftRecords(connection);
  const records = await readRecords(connection);
  const last = records.at(-1);
  if (last === undefined) return { ...(await knownFromSnapshot(connection, answers)), answers };
  const { objects, unjudged } = await fold(connection, { records, answers, actual });
  const since = { kind: "migration", id: last.id, name: last.name, at: last.finishedAt ?? last.startedAt } as const;
  return { objects, since, unjudged, answers, lastMigration: last.id };
}

async function knownFromSnapshot(
  connection: Connection,
  answers: readonly DriftRecord[],
): Promise<Omit<KnownHistory, "answers">> {
  const latest = (await readSnapshots(connection)).at(-1);
  const snapshot = latest && (await readSnapshot(connection, latest.snapshotId));
  if (latest === undefined || snapshot === undefined) {
    const known = adopted(new Map(), answers, undefined);
    return { unjudged: new Set(), ...(known.size > 0 && { objects: known }) };
  }
  const { snapshotId, description, createdAt } = latest;
  return {
    objects: adopted(indexCatalog(snapshot.catalog), answers, undefined),
    since: { kind: "snapshot", id: snapshotId, name: description, at: createdAt },
    unjudged: new Set(),
  };
}

/** What the folding of history goes over. */
interface History {
  readonly records: readonly MigrationRecord[];
  readonly answers: readonly DriftRecord[];
  readonly actual: Catalog;
}

type Known = Required<Pick<KnownHistory, "objects" | "unjudged">>;

async function fold(connection: Connection, history: History): Promise<Known> {
  const { records, answers } = history;
  const first = firstOfInterest(records, answers);
  let known: CatalogIndex = new Map();
  let unjudged: ReadonlySet<ObjectId> = new Set();
  for (const [position, record] of records.entries()) {
    if (position < first) continue;
    const { before, after } = await statesOf(connection, history, position);
    if (position === first) known = adopted(indexCatalog(before), answers, undefined);
    // What changed nothing says nothing, and what came to its end says all.
    if (record.from !== record.at || record.state === "applying") {
      const plan = await readRecordedPlan(connection, record.id);
      if (after !== undefined) known = advanced(known, { before, after, plan });
      else {
        const next = records[position + 1];
        const state = next === undefined ? history.actual : await beforeOf(connection, next.id);
        unjudged = next === undefined ? touched(plan, indexCatalog(state)) : unjudged;
        known = withTouched(known, touched(plan, indexCatalog(state)), indexCatalog(state));
      }
    }
    known = adopted(known, answers, record.id);
  }
  return { objects: known, unjudged };
}

/** Where nothing happened between migrations, what an early one found says nothing that a later one does not. */
function firstOfInterest(records: readonly MigrationRecord[], answers: readonly DriftRecord[]): number {
  const marked = new Set(answers.map(({ afterMigration }) => afterMigration));
  const at = records.findIndex(
    ({ id, at: end }, position) =>
      marked.has(id) || (records[position + 1] !== undefined && records[position + 1]?.from !== end),
  );
  return marked.has(undefined) ? 0 : at === -1 ? records.length - 1 : at;
}

async function beforeOf(connection: Connection, id: string): Promise<Catalog> {
  const { before } = await readRecordedCatalogs(connection, id);
  if (before === undefined) throw new TypeError(`history does not say what was there before the migration ${id}`);
  return before;
}

/** A migration that failed did not note what it has left; where the next one found just that, it is known all the same. */
async function statesOf(
  connection: Connection,
  { records, actual }: History,
  position: number,
): Promise<{ readonly before: Catalog; readonly after?: Catalog }> {
  const record = records[position];
  const next = records[position + 1];
  const { before, after } = await readRecordedCatalogs(connection, record?.id ?? "");
  if (before === undefined) return { before: await beforeOf(connection, record?.id ?? "") };
  if (after !== undefined) return { before, after };
  if (record !== undefined && next !== undefined && next.from === record.at)
    return { before, after: await beforeOf(connection, next.id) };
  const isHere = next === undefined && record !== undefined && record.state !== "applying";
  return isHere && catalogFingerprint(actual) === record.at ? { before, after: actual } : { before };
}

/** What a migration changed is known from then on. */
function advanced(
  known: CatalogIndex,
  { before, after, plan }: { readonly before: Catalog; readonly after: Catalog; readonly plan: MigrationPlan },
): CatalogIndex {
  const forward = forwardRenames(after, plan);
  const renamedBefore = renameObjects(before, presentIn(forward, indexCatalog(before))).objects;
  const asCatalog: Catalog = { ...before, objects: [...known.values()] };
  const result = new Map(renameObjects(asCatalog, presentIn(forward, known)).objects);
  const { created, dropped, altered } = catalogDifference(renamedBefore, indexCatalog(after));
  for (const object of created) result.set(object.id, object);
  for (const { after: object } of altered) result.set(object.id, object);
  for (const { id } of dropped) result.delete(id);
  return result;
}

function forwardRenames(after: Catalog, { renamesBack }: MigrationPlan): ReadonlyMap<ObjectId, string> {
  if (renamesBack === undefined) return new Map();
  const present = indexCatalog(after);
  const { origins } = renameObjects(after, presentIn(new Map(entriesById(renamesBack)), present));
  return new Map(
    [...origins].flatMap(([old, now]) => {
      const name = Object.hasOwn(renamesBack, now) ? present.get(now)?.path.at(-1) : undefined;
      return name === undefined ? [] : [[old, name] as const];
    }),
  );
}

function presentIn(renames: ReadonlyMap<ObjectId, string>, objects: CatalogIndex): Readonly<Record<ObjectId, string>> {
  return Object.fromEntries([...renames].filter(([id]) => objects.has(id)));
}

/** Everything that a plan is about, with all that is in it. */
function touched(plan: MigrationPlan, objects: CatalogIndex): ReadonlySet<ObjectId> {
  const steps = plan.segments.flatMap((segment) => segment.steps);
  const ids = new Set(steps.flatMap(({ object, members = [] }) => [object, ...members.map((member) => member.object)]));
  for (let size = -1; size < ids.size; ) {
    size = ids.size;
    for (const { id, parent } of objects.values()) if (parent !== undefined && ids.has(parent)) ids.add(id);
  }
  return ids;
}

function withTouched(known: CatalogIndex, ids: ReadonlySet<ObjectId>, state: CatalogIndex): CatalogIndex {
  const result = new Map(known);
  for (const id of ids) {
    const object = state.get(id);
    if (object === undefined) result.delete(id);
    else result.set(id, object);
  }
  return result;
}

/** What was adopted behind a migration. */
function adopted(known: CatalogIndex, answers: readonly DriftRecord[], after: string | undefined): CatalogIndex {
  const result = new Map(known);
  for (const { object, answer, found, afterMigration } of answers) {
    if (answer !== "adopted" || afterMigration !== after) continue;
    if (found === undefined) result.delete(object);
    else result.set(object, found);
  }
  return result;
}
