import pg from "pg";
import type { NewUser } from "../users/user-access.ts";
import type { BulkTechniques, TechniqueLists, UserChange } from "./bulk-techniques.ts";
import { type BinaryRow, binaryIntegers, binaryNow, binaryPieces, copyPieces, textPieces } from "./postgres-copy.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";
const LISTS = "$1::text[], $2::text[], $3::int[], $4::bool[], $5::timestamptz[], $6::timestamptz[]";
const TAKE_OVER = `ON CONFLICT (email) DO UPDATE SET name = excluded.name, age = excluded.age, active = excluded.active,
  updated_at = excluded.updated_at`;
const UPDATE = "UPDATE users t SET name = u.name, age = u.age, updated_at = $1 FROM";

/** By hand with the plain driver: every technique that somebody in a hurry would try. */
export async function postgresTechniques({ plain }: { readonly plain: string }): Promise<BulkTechniques> {
  const client = new pg.Client({ connectionString: plain });
  await client.connect();
  return { ...insertTechniques(client), ...changeTechniques(client), close: () => client.end() };
}

function insertTechniques(client: pg.Client): TechniqueLists {
  return {
    insert: [
      { label: "COPY, binary", run: (users) => whole(client, () => copyBinary(client, "users", users)) },
      { label: "COPY, text", run: (users) => whole(client, () => copyText(client, "users", users)) },
      {
        label: "unnest of 5,000",
        run: (users) => eachPart(client, users, 5_000, (part) => insertLists(client, part, "")),
      },
      {
        label: "VALUES of 1,000",
        run: (users) => eachPart(client, users, 1_000, (part) => insertValues(client, part, "")),
      },
    ],
    insertWithIds: [
      { label: "COPY, binary, ids taken before", run: (users) => whole(client, () => copyWithIds(client, users)) },
      {
        label: "unnest of 5,000, RETURNING",
        run: (users) => eachPart(client, users, 5_000, (part) => insertLists(client, part, "RETURNING id")),
      },
    ],
    upsert: [
      {
        label: "COPY to a temporary table, ON CONFLICT",
        run: (users) => whole(client, () => upsertCopy(client, users)),
      },
      {
        label: "COPY to a temporary table, UPDATE FROM, INSERT the others",
        run: (users) => whole(client, () => upsertByJoin(client, users)),
      },
      {
        label: "unnest of 5,000, ON CONFLICT",
        run: (users) => eachPart(client, users, 5_000, (part) => insertLists(client, part, TAKE_OVER)),
      },
      {
        label: "VALUES of 1,000, ON CONFLICT",
        run: (users) => eachPart(client, users, 1_000, (part) => insertValues(client, part, TAKE_OVER)),
      },
    ],
  };
}

function changeTechniques(client: pg.Client): TechniqueLists {
  return {
    updateEach: [
      {
        label: "COPY to a temporary table, UPDATE FROM",
        run: (changes) => whole(client, () => updateCopy(client, changes)),
      },
      { label: "UPDATE FROM unnest", run: (changes) => whole(client, () => updateLists(client, changes)) },
      {
        label: "UPDATE FROM unnest of 5,000",
        run: (changes) => eachPart(client, changes, 5_000, (part) => updateLists(client, part)),
      },
      {
        label: "UPDATE FROM unnest of 5,000, between the first key and the last",
        run: (changes) => eachPart(client, changes, 5_000, (part) => updateBetween(client, part)),
      },
      { label: "no rows sent: UPDATE FROM a table", isBound: true, run: updateStored(client) },
    ],
    deleteByIds: [
      {
        label: "= ANY, binary",
        run: (ids) => client.query("DELETE FROM users WHERE id = ANY($1::int[])", [binaryIntegers(ids)]),
      },
      { label: "= ANY", run: (ids) => client.query("DELETE FROM users WHERE id = ANY($1::int[])", [ids]) },
      {
        label: "= ANY of 10,000",
        run: (ids) =>
          eachPart(client, ids, 10_000, (part) => client.query("DELETE FROM users WHERE id = ANY($1::int[])", [part])),
      },
    ],
  };
}

async function whole<Result>(client: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await client.query("BEGIN");
  const result = await work();
  await client.query("COMMIT");
  return result;
}

/** Gives the ids when the statement does. */
function eachPart<Row>(
  client: pg.Client,
  rows: readonly Row[],
  size: number,
  run: (part: readonly Row[]) => Promise<pg.QueryResult<{ id: number }>>,
): Promise<readonly number[]> {
  return whole(client, async () => {
    const ids: number[] = [];
    for (let start = 0; start < rows.length; start += size) {
      const result = await run(rows.slice(start, start + size));
      for (const { id } of result.rows) ids.push(id);
    }
    return ids;
  });
}

function copyText(client: pg.Client, table: string, users: readonly NewUser[]): Promise<void> {
  const now = new Date().toISOString();
  const pieces = textPieces(users, (user) => textLine(user, now));
  return copyPieces(client, `COPY ${table} (${COLUMNS}) FROM STDIN`, pieces);
}

/** A user as COPY's text form has it. */
export function textLine({ name, email, age, active }: NewUser, now: string): string {
  return `${name}\t${email}\t${age}\t${active}\t${now}\t${now}`;
}

function copyBinary(client: pg.Client, table: string, users: readonly NewUser[]): Promise<void> {
  const now = binaryNow();
  const pieces = binaryPieces(users, (user, _, to) => {
    to.begin(6);
    writeUser(user, now, to);
  });
  return copyPieces(client, `COPY ${table} (${COLUMNS}) FROM STDIN (FORMAT binary)`, pieces);
}

function writeUser({ name, email, age, active }: NewUser, now: bigint, to: BinaryRow): void {
  to.text(name);
  to.text(email);
  to.integer(age);
  to.boolean(active);
  to.time(now);
  to.time(now);
}

async function copyWithIds(client: pg.Client, users: readonly NewUser[]): Promise<readonly number[]> {
  // One text of all costs less than a row for each; and the sequence is looked up once.
  const { rows } = await client.query<{ ids: string }>(
    `SELECT string_agg(nextval((SELECT pg_get_serial_sequence('users', 'id')::regclass))::text, ',') AS ids
     FROM generate_series(1, $1)`,
    [users.length],
  );
  const ids = (rows[0]?.ids ?? "").split(",").map(Number);
  const now = binaryNow();
  const pieces = binaryPieces(users, (user, index, to) => {
    to.begin(7);
    to.integer(ids[index] ?? 0);
    writeUser(user, now, to);
  });
  await copyPieces(client, `COPY users (id, ${COLUMNS}) FROM STDIN (FORMAT binary)`, pieces);
  return ids;
}

async function copyGiven(client: pg.Client, users: readonly NewUser[]): Promise<void> {
  await client.query(
    `CREATE TEMPORARY TABLE given (name text, email text, age int, active bool, created_at timestamptz, updated_at timestamptz)
     ON COMMIT DROP`,
  );
  await copyBinary(client, "given", users);
}

async function upsertCopy(client: pg.Client, users: readonly NewUser[]): Promise<void> {
  await copyGiven(client, users);
  await client.query(`INSERT INTO users (${COLUMNS}) SELECT ${COLUMNS} FROM given ${TAKE_OVER}`);
}

/** What somebody else inserts in between is a conflict still. */
async function upsertByJoin(client: pg.Client, users: readonly NewUser[]): Promise<void> {
  await copyGiven(client, users);
  await client.query(
    `UPDATE users t SET name = g.name, age = g.age, active = g.active, updated_at = g.updated_at
     FROM given g WHERE t.email = g.email`,
  );
  await client.query(
    `INSERT INTO users (${COLUMNS}) SELECT ${COLUMNS} FROM given g
     WHERE NOT EXISTS (SELECT FROM users t WHERE t.email = g.email) ${TAKE_OVER}`,
  );
}

async function updateCopy(client: pg.Client, changes: readonly UserChange[]): Promise<void> {
  await client.query("CREATE TEMPORARY TABLE given (id int, name text, age int) ON COMMIT DROP");
  await copyChanges(client, "given", changes);
  await client.query(`${UPDATE} given u WHERE t.id = u.id`, [new Date()]);
}

/** The changes are in a table of the server since the first time. */
function updateStored(client: pg.Client): (changes: readonly UserChange[]) => Promise<unknown> {
  let stored: readonly UserChange[] | undefined;
  return async (changes) => {
    if (stored !== changes) {
      await client.query("DROP TABLE IF EXISTS stored_changes");
      await client.query("CREATE TABLE stored_changes (id int, name text, age int)");
      await copyChanges(client, "stored_changes", changes);
      stored = changes;
    }
    await client.query(`${UPDATE} stored_changes u WHERE t.id = u.id`, [new Date()]);
  };
}

function copyChanges(client: pg.Client, table: string, changes: readonly UserChange[]): Promise<void> {
  const pieces = binaryPieces(changes, ({ id, name, age }, _, to) => {
    to.begin(3);
    to.integer(id);
    to.text(name);
    to.integer(age);
  });
  return copyPieces(client, `COPY ${table} FROM STDIN (FORMAT binary)`, pieces);
}

function updateLists(client: pg.Client, changes: readonly UserChange[]): Promise<pg.QueryResult> {
  return client.query({
    name: "update",
    text: `${UPDATE} unnest($2::int[], $3::text[], $4::int[]) AS u(id, name, age) WHERE t.id = u.id`,
    values: [new Date(), changes.map(({ id }) => id), changes.map(({ name }) => name), changes.map(({ age }) => age)],
  });
}

/** Keys that follow one another: the server reads the rows between two of them and joins. Unnamed, so that it plans for so many. */
function updateBetween(client: pg.Client, changes: readonly UserChange[]): Promise<pg.QueryResult> {
  const ids = changes.map(({ id }) => id);
  return client.query({
    text: `${UPDATE} unnest($2::int[], $3::text[], $4::int[]) AS u(id, name, age)
      WHERE t.id = u.id AND t.id BETWEEN $5 AND $6`,
    values: [new Date(), ids, changes.map(({ name }) => name), changes.map(({ age }) => age), ids[0], ids.at(-1)],
  });
}

function insertLists(client: pg.Client, users: readonly NewUser[], clause: string): Promise<pg.QueryResult> {
  const times = new Array<Date>(users.length).fill(new Date());
  const values = [
    users.map(({ name }) => name),
    users.map(({ email }) => email),
    users.map(({ age }) => age),
    users.map(({ active }) => active),
    times,
    times,
  ];
  const text = `INSERT INTO users (${COLUMNS}) SELECT * FROM unnest(${LISTS}) ${clause}`;
  return client.query({ name: `lists ${clause.length}`, text, values });
}

/** Times are sent once for all rows. */
function insertValues(client: pg.Client, users: readonly NewUser[], clause: string): Promise<pg.QueryResult> {
  const values: unknown[] = [new Date()];
  const rows = users.map(({ name, email, age, active }) => {
    const first = values.push(name, email, age, active) - 3;
    return `($${first}, $${first + 1}, $${first + 2}, $${first + 3}, $1, $1)`;
  });
  const text = `INSERT INTO users (${COLUMNS}) VALUES ${rows.join(", ")} ${clause}`;
  return client.query({ name: `values ${users.length} ${clause.length}`, text, values });
}
