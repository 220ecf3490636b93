import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogOf, migrate, stateOf } from "./rollback.fixture.ts";
import { rollbackMigration } from "./rollback-migration.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.DATAFLOW_TEST_RUNS ?? 6);

/** Values that most types can be made of, and that do not come back from them as they were. */
const VALUES = ["'01'", "'2'", "'003'", "NULL", "'10'", "'0007'"];

/** What rows seldom keep to when it comes later. */
const rarely = fc.nat(5).map((number) => number === 0);

const column = fc.record({
  name: fc.constantFrom("a", "b", '"Mixed c"', '"order"'),
  type: fc.constantFrom("text", "integer", "bigint", "numeric(12,2)", "varchar(20)", "real", "smallint"),
  notNull: rarely,
  unique: rarely,
  indexed: fc.boolean(),
  filled: rarely.map((isEmpty) => !isEmpty),
});

const table = fc.record({
  columns: fc.uniqueArray(column, { selector: ({ name }) => name, maxLength: 4 }),
  isKeyed: fc.boolean(),
  refers: fc.boolean(),
  watched: fc.boolean(),
});

const schema = fc.record({ t: fc.option(table, { nil: undefined }), u: fc.option(table, { nil: undefined }) });
type Schema = typeof schema extends fc.Arbitrary<infer Value> ? Value : never;
type Table = NonNullable<Schema["t"]>;

function tableSql(name: string, { columns, isKeyed, refers, watched }: Table, target: Table | undefined): string {
  const lines = columns.map(({ name: own, type, notNull, unique, filled }) =>
    [own, type, filled ? "DEFAULT '5'" : "", notNull ? "NOT NULL" : "", unique ? "UNIQUE" : ""].join(" "),
  );
  const reference =
    refers && target?.isKeyed ? [`ref integer REFERENCES ${name === "t" ? "u" : "t"} (id) ON DELETE CASCADE`] : [];
  const indexes = columns.flatMap(({ name: own, indexed }, index) =>
    indexed ? [`CREATE INDEX ${name}_${index} ON ${name} (${own})`] : [],
  );
  const view = watched ? [`CREATE VIEW ${name}_view AS SELECT * FROM ${name}`] : [];
  const key = isKeyed ? "id integer NOT NULL PRIMARY KEY" : "id integer";
  return [`CREATE TABLE ${name} (${[key, ...lines, ...reference].join(", ")})`, ...indexes, ...view].join("; ");
}

/** Both tables referring to each other is for tests by hand: only one of them does here. */
function schemaSql({ t, u }: Schema): string {
  const second = u === undefined ? [] : [tableSql("u", { ...u, refers: false }, undefined)];
  return [...second, ...(t === undefined ? [] : [tableSql("t", t, u)])].join("; ");
}

async function fill(connection: Connection, { t, u }: Schema): Promise<void> {
  for (const [name, own] of [
    ["u", u],
    ["t", t],
  ] as const) {
    for (let row = 1; own !== undefined && row <= 6; row++) {
      const names = [
        "id",
        ...own.columns.map((each) => each.name),
        ...(name === "t" && own.refers && u?.isKeyed ? ["ref"] : []),
      ];
      const values = own.columns.map((_, index) => VALUES[(row + index) % VALUES.length]);
      const reference = names.length > values.length + 1 ? [String((row % 3) + 1)] : [];
      const sql = `INSERT INTO ${name} (${names.join(", ")}) VALUES (${[row, ...values, ...reference].join(", ")})`;
      // What its constraints do not take is left out.
      await connection.run(sql).catch(() => undefined);
    }
  }
}

describe.each(databases)("there and back on $name", ({ name, freshUrl }) => {
  it(`gives the same schema and the same rows (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(schema, schema, async (first, second) => {
        const connection = connect(await freshUrl());
        try {
          const sql = schemaSql(first);
          if (sql !== "") await connection.run(sql);
          await fill(connection, first);
          const before = await stateOf(connection);
          const wanted = await catalogOf(await freshUrl(), schemaSql(second) || "SELECT 1");
          let id: string;
          try {
            ({ id } = await migrate(connection, wanted));
          } catch (error) {
            // Rows that the new schema cannot hold: nothing has happened.
            if (!isDataFlowError(error) || error.code !== "MIGRATION.STEP_FAILED") throw error;
            expect(await stateOf(connection)).toEqual(before);
            id = "";
          }
          fc.pre(id !== "");
          await rollbackMigration(connection, id);
          expect(await stateOf(connection)).toEqual(before);
        } finally {
          await connection.close();
        }
      }),
      { seed, numRuns: name === "sqlite" ? RUNS * 3 : RUNS },
    );
  }, 300_000);
});
