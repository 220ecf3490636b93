import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "@dataflow/database";
import { ColumnRemovalManager, type NotNullColumn, NotNullColumnHandler } from "@dataflow/migrations";
import { startPostgres } from "@dataflow/testing";
import { type LockedTable, startWriters } from "../measure/locked-table.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";

const ROWS = Number(process.env.DATAFLOW_BENCH_ROWS ?? 1_000_000);
const LONGEST_LOCK_MS = 50;
const QUIET_MS = 2_000;
const TIER = "CASE WHEN balance > 500000 THEN 'premium' ELSE 'standard' END";

const COLUMNS = [
  { name: "s", digits: 1 },
  { name: "exclusive lock ms", digits: 1 },
  { name: "longest write ms", digits: 1 },
  { name: "writes/s", digits: 0 },
] as const;

/** A change of a table that is written to all the time. */
interface Change {
  readonly label: string;
  readonly isOurs: boolean;
  run(connection: Connection): Promise<void>;
}

const computed: NotNullColumn = { name: "tier", dataType: "text", defaultType: "COMPUTED", defaultExpression: TIER };

const changes: readonly Change[] = [
  {
    label: "by hand: add, fill, require in one transaction",
    isOurs: false,
    run: (connection) =>
      connection.run(
        `BEGIN; ALTER TABLE users ADD COLUMN tier text; UPDATE users SET tier = ${TIER};
         ALTER TABLE users ALTER COLUMN tier SET NOT NULL; COMMIT`,
      ),
  },
  {
    label: "by hand: add with a volatile default",
    isOurs: false,
    run: (connection) => connection.run("ALTER TABLE users ADD COLUMN tier uuid NOT NULL DEFAULT gen_random_uuid()"),
  },
  addition("DataFlow: a constant", { name: "tier", dataType: "text", defaultType: "STATIC", defaultValue: "standard" }),
  addition("DataFlow: computed", computed),
  addition("DataFlow: a volatile function", {
    name: "tier",
    dataType: "uuid",
    defaultType: "FUNCTION",
    defaultExpression: "gen_random_uuid()",
  }),
  {
    label: "DataFlow: a column removed in parts",
    isOurs: true,
    async run(connection) {
      const manager = new ColumnRemovalManager(connection);
      const plan = await manager.planColumnRemoval({ table: "users", column: "note" });
      const { result, errorMessage } = await manager.executeSafeRemoval(plan, { confirm: true });
      if (result !== "SUCCESS") throw new Error(errorMessage);
    },
  },
];

function addition(label: string, column: NotNullColumn): Change {
  return {
    label,
    isOurs: true,
    async run(connection) {
      const handler = new NotNullColumnHandler(connection);
      await handler.executeNotNullAddition(await handler.planNotNullAddition("users", column));
    },
  };
}

/**
 * How long writers of a large table wait while a column comes or goes. On a server that waits for the disk.
 *
 * @param settings each change is made once
 * @returns one table
 */
export async function notNullSuite({ say }: SuiteSettings): Promise<readonly ResultTable[]> {
  const server = await startPostgres({ durable: true });
  try {
    const rows: ResultRow[] = [];
    for (const change of changes) {
      say(`not-null: ${change.label}`);
      rows.push(await measure(await server.createDatabase(), change));
    }
    return [
      {
        title: `PostgreSQL: a column of ${ROWS.toLocaleString("en-GB")} rows that two writers are writing to`,
        columns: COLUMNS,
        rows,
        notes: [
          `PostgreSQL ${server.version}, fsync on. The exclusive lock is the longest that a third connection saw in pg_locks, which it asked for without a pause.`,
          "The writers are in this process: whatever keeps it busy counts as their waiting, too.",
        ],
      },
    ];
  } finally {
    await server.stop();
  }
}

async function measure(url: string, change: Change): Promise<ResultRow> {
  const connection = connect(url);
  try {
    await connection.run(
      `CREATE TABLE users (id bigint PRIMARY KEY, balance integer NOT NULL, note text);
       INSERT INTO users SELECT n, n, repeat('x', 100) FROM generate_series(1, ${ROWS}) n`,
    );
    await connection.query("VACUUM ANALYZE users");
    const table = await startWriters(url, ROWS);
    await sleep(QUIET_MS);
    table.reset();
    const startedAt = performance.now();
    await change.run(connection);
    const ms = performance.now() - startedAt;
    return rowOf(change, ms, await table.stop());
  } finally {
    await connection.close();
  }
}

function rowOf(change: Change, ms: number, seen: Awaited<ReturnType<LockedTable["stop"]>>): ResultRow {
  const figures = [ms / 1_000, seen.longestLockMs, seen.longestWriteMs, (seen.writes / ms) * 1_000];
  const goal = change.isOurs ? { goal: atMost(seen.longestLockMs, LONGEST_LOCK_MS, " ms") } : {};
  return { label: change.label, figures, ...goal };
}
