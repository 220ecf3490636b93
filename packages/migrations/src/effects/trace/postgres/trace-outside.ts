import type { Connection } from "@dataflow/database";
import { parseSql } from "../../../sql/parse-sql.ts";
import { strongerLock } from "../../lock-mode.ts";
import type { AffectedRelation, RelationEffect } from "../../statement-effects.ts";
import { takenBack } from "../taken-back.ts";
import type { TracedEffects } from "../traced-effects.ts";
import { nameOf, observedEffects } from "./observed-effects.ts";
import { type DatabaseState, readLocks, readState, waitedFor } from "./relation-state.ts";
import { openSecondSession, watchUntil } from "./second-session.ts";

/** How a statement that cannot be taken back is looked at. */
type Form = "leaves nothing" | "leaves an index" | "cannot be undone" | "unknown";

const CANCELLED = "what it does once it has its first lock: it was cancelled there";
const MOMENTARY = "locks that it has only for a moment";
const NOT_RUN = "a statement of this kind is not run only to see what it does";
const LATER = "what it does after statements that cannot be committed only to see";

/**
 * Looks at a statement that the server refuses in a transaction. First a second session holds locks that it has to wait
 * for: the lock that it asks for is read, and it is cancelled before it has done anything. Then, if it leaves nothing
 * behind that could not be removed, it is run while an old transaction is open, which shows whether it waits for that.
 */
export async function traceOutside(
  connection: Connection,
  statement: string,
  isLater: boolean,
): Promise<TracedEffects> {
  const effects = { statement, nonTransactional: true, waitsForTransactions: false, heldBefore: [] };
  const form = await formOf(statement);
  if (form === "unknown" || isLater) return { ...effects, relations: [], unknown: [isLater ? LATER : NOT_RUN] };
  const initial = await readState(connection, 0);
  const asked = await lockAskedFor(connection, statement, initial);
  if (form === "cannot be undone") return { ...effects, relations: asked, unknown: [CANCELLED] };
  const { relations, waits } = await runForReal(connection, statement, initial);
  return {
    ...effects,
    waitsForTransactions: waits,
    relations: combined([...relations, ...asked]),
    unknown: [MOMENTARY],
  };
}

async function formOf(statement: string): Promise<Form> {
  const [parsed] = await parseSql(statement);
  const tree = parsed?.tree;
  if (tree === undefined) return "unknown";
  if ("IndexStmt" in tree) return "leaves an index";
  if ("ReindexStmt" in tree || "VacuumStmt" in tree || "ClusterStmt" in tree) return "leaves nothing";
  return "DropStmt" in tree || "AlterTableStmt" in tree ? "cannot be undone" : "unknown";
}

/** The first lock that the statement asks for, when others hold what keeps it from any that matters. */
async function lockAskedFor(
  connection: Connection,
  statement: string,
  initial: DatabaseState,
): Promise<readonly RelationEffect[]> {
  const session = await openSecondSession(connection, statement);
  let asked: readonly RelationEffect[] = [];
  try {
    await takenBack(connection, async () => {
      for (const sql of blockades(initial)) await connection.run(sql);
      session.begin();
      const waited = await watchUntil(session, () => waitedFor(connection, session.process));
      await session.cancel(connection);
      const relation = initial.relations.get(waited?.oid ?? "")?.relation;
      if (relation === undefined || waited?.lock === undefined) return;
      asked = [{ relation, lock: waited.lock, rewrites: false, scans: false, buildsIndex: false }];
      // The locks are given back only when nobody waits for them any more.
      await session.end;
    });
  } finally {
    session.forgo();
    await session.end;
  }
  return asked;
}

/** Statements that lock every table so that none of those at work can have it. */
function blockades({ relations }: DatabaseState): readonly string[] {
  const tables = [...relations.values()].map(({ relation }) => relation);
  const written = tables.filter(({ kind }) => kind === "table").map(quoted);
  const lock = written.length === 0 ? [] : [`LOCK TABLE ONLY ${written.join(", ")} IN SHARE UPDATE EXCLUSIVE MODE`];
  const views = tables.filter(({ kind }) => kind === "materialized view").map(quoted);
  return [...lock, ...views.map((view) => `COMMENT ON MATERIALIZED VIEW ${view} IS NULL`)];
}

function quoted({ schema = "", name }: AffectedRelation): string {
  return [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}

interface RealRun {
  readonly relations: readonly RelationEffect[];
  readonly waits: boolean;
}

/** Runs the statement beside an old transaction, and removes what it has made. */
async function runForReal(connection: Connection, statement: string, initial: DatabaseState): Promise<RealRun> {
  const session = await openSecondSession(connection, statement);
  let locks: DatabaseState["locks"] | undefined;
  let failure: unknown;
  try {
    const old = { isolation: "repeatable read" } as const;
    await takenBack(
      connection,
      async () => {
        await connection.query("SELECT 1 FROM pg_catalog.pg_class LIMIT 1");
        session.begin();
        locks = await watchUntil(session, () => waitingForTransactions(connection, session.process));
      },
      old,
    );
  } finally {
    session.forgo();
    failure = await session.end;
  }
  const after = await readState(connection, 0);
  await dropNewIndexes(connection, initial, after);
  if (failure !== undefined) throw failure;
  const seen = { ...after, locks: locks ?? new Map() };
  const relations = observedEffects({ initial, before: initial, after: seen, empties: false });
  // Another session's reading is not counted here; who writes rows anew, or an index of them, has read them.
  return {
    relations: relations.map((effect) => ({ ...effect, scans: isRead(effect) })),
    waits: locks !== undefined,
  };
}

function isRead({ relation, rewrites, buildsIndex }: RelationEffect): boolean {
  return buildsIndex || (rewrites && relation.kind !== "index");
}

async function waitingForTransactions(
  connection: Connection,
  process: number,
): Promise<DatabaseState["locks"] | undefined> {
  const { rows } = await connection.query(
    "SELECT 1 FROM pg_catalog.pg_locks WHERE pid = $1::int AND locktype = 'virtualxid' AND NOT granted",
    [process],
  );
  return rows.length === 0 ? undefined : readLocks(connection, process);
}

async function dropNewIndexes(connection: Connection, initial: DatabaseState, after: DatabaseState): Promise<void> {
  const known = new Set([...initial.relations.values()].map(({ relation }) => nameOf(relation)));
  for (const { relation } of after.relations.values()) {
    if (relation.kind !== "index" || known.has(nameOf(relation))) continue;
    await connection.run(`DROP INDEX CONCURRENTLY IF EXISTS ${quoted(relation)}`);
  }
}

function combined(effects: readonly RelationEffect[]): readonly RelationEffect[] {
  const byName = new Map<string, RelationEffect>();
  for (const effect of effects) {
    const known = byName.get(nameOf(effect.relation));
    const lock = strongerLock(known?.lock, effect.lock);
    byName.set(nameOf(effect.relation), { ...effect, ...known, ...(lock !== undefined && { lock }) });
  }
  return [...byName.values()];
}
