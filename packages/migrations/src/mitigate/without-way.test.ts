import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { mitigatePlan } from "./mitigate-plan.ts";

const BEFORE = [
  "CREATE DOMAIN years AS integer",
  "CREATE TABLE rooms (id integer PRIMARY KEY, during int4range, age years, floor integer)",
  "CREATE TABLE guests (id integer PRIMARY KEY, room integer REFERENCES rooms)",
  "CREATE TABLE days (id integer, day integer) PARTITION BY RANGE (day)",
  "CREATE TABLE days_a PARTITION OF days FOR VALUES FROM (0) TO (100)",
  "INSERT INTO rooms SELECT n, int4range(n, n + 1), n, n FROM generate_series(1, 100) n",
  "INSERT INTO guests SELECT n, n FROM generate_series(1, 100) n; INSERT INTO days SELECT n, n FROM generate_series(1, 99) n",
];

const CHANGES = [
  ["an exclusion", "ALTER TABLE rooms ADD CONSTRAINT once EXCLUDE USING gist (during WITH &&)", /takes none that is/],
  ["a rule of a domain", "ALTER DOMAIN years ADD CONSTRAINT positive CHECK (VALUE > 0)", /a check on each table/],
  [
    "a computed column that is stored",
    "ALTER TABLE rooms ADD COLUMN next integer GENERATED ALWAYS AS (floor + 1) STORED",
    /make it virtual/,
  ],
  ["a key of a partitioned table", "ALTER TABLE days ADD CONSTRAINT days_key UNIQUE (id, day)", /partitioned/],
  [
    "the type of a column that others refer to",
    "ALTER TABLE guests DROP CONSTRAINT guests_room_fkey; ALTER TABLE rooms ALTER COLUMN id TYPE bigint; ALTER TABLE guests ADD CONSTRAINT guests_room_fkey FOREIGN KEY (room) REFERENCES rooms",
    /both sides have to change together/,
  ],
] as const;

const [, server] = databases;
const connections: Connection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

async function opened(): Promise<Connection> {
  const connection = connect((await server?.freshUrl()) ?? "");
  connections.push(connection);
  for (const sql of BEFORE) await connection.run(sql);
  return connection;
}

it.each(CHANGES)("says why there is no way to make %s while others write", async (_what, change, why) => {
  const [connection, wanted] = [await opened(), await opened()];
  await wanted.run(change);
  const naive = planMigration(await readCatalog(connection), await readCatalog(wanted), { allow: "everything" });
  const { plan, verdicts } = await mitigatePlan(connection, naive);
  expect(verdicts.left.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(why));
  // What cannot be done gently is done as it was planned, and not in half.
  expect(plan.to).toBe(naive.to);
});
