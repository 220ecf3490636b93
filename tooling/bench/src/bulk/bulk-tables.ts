import pg from "pg";
import { openSqliteFile } from "../users/sqlite-users.ts";
import type { BulkTable, TableFacts } from "./bulk-table.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";
const FACTS = `SELECT count(*) AS rows, count(DISTINCT email) AS emails, coalesce(sum(age), 0) AS ages,
  coalesce(sum(length(name)), 0) AS name_lengths FROM users`;

interface FactsRow {
  readonly rows: number | string;
  readonly emails: number | string;
  readonly ages: number | string;
  readonly name_lengths: number | string;
}

function factsOf(row: FactsRow | undefined): TableFacts {
  const number = (value: number | string | undefined) => Number(value ?? 0);
  return {
    rows: number(row?.rows),
    emails: number(row?.emails),
    ages: number(row?.ages),
    nameLengths: number(row?.name_lengths),
  };
}

/** The table on PostgreSQL. */
export async function postgresTable(url: string): Promise<BulkTable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    fill: async (count) => {
      await client.query("TRUNCATE users RESTART IDENTITY");
      await client.query(
        `INSERT INTO users (${COLUMNS})
         SELECT 'User ' || i, 'user' || i || '@example.com', 18 + i % 60, i % 3 <> 0, now(), now()
         FROM generate_series(0, $1::int - 1) AS i`,
        [count],
      );
    },
    facts: async () => factsOf((await client.query<FactsRow>(FACTS)).rows[0]),
    idsInOrder: async () => {
      const { rows } = await client.query<{ id: number }>("SELECT id FROM users ORDER BY substr(name, 6)::int");
      return rows.map(({ id }) => id);
    },
    close: () => client.end(),
  };
}

/** The table in a SQLite file. */
export async function sqliteTable(file: string): Promise<BulkTable> {
  const database = openSqliteFile(file);
  const fill = database.prepare<[{ readonly count: number }]>(
    `INSERT INTO users (${COLUMNS})
     WITH RECURSIVE n(i) AS (SELECT 0 WHERE @count > 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @count)
     SELECT 'User ' || i, 'user' || i || '@example.com', 18 + i % 60, i % 3 <> 0, 0, 0 FROM n`,
  );
  const facts = database.prepare<[], FactsRow>(FACTS);
  const ids = database.prepare<[], number>("SELECT id FROM users ORDER BY CAST(substr(name, 6) AS INTEGER)").pluck();
  return {
    fill: (count) => {
      database.exec("DELETE FROM users; DELETE FROM sqlite_sequence WHERE name = 'users'");
      fill.run({ count });
      database.pragma("wal_checkpoint(TRUNCATE)");
    },
    facts: async () => factsOf(facts.get()),
    idsInOrder: async () => ids.all(),
    close: () => database.close(),
  };
}
