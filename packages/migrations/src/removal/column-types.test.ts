import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stateOf } from "../rollback/rollback.fixture.ts";
import { ColumnRemovalManager } from "./column-removal-manager.ts";

/** A type with values that are easily changed on the way to a text and back. */
type TypeCase = readonly [type: string, ...values: readonly string[]];

const SERVER: readonly TypeCase[] = [
  ["smallint", "-32768", "32767"],
  ["integer", "0", "-2147483648"],
  ["bigint", "9223372036854775807", "-9223372036854775808"],
  ["numeric", "'NaN'", "123456789012345678901234567890.123456789", "0.10"],
  ["numeric(12,3)", "1.100", "-99999999.999"],
  ["real", "'NaN'", "1.1", "'-Infinity'", "-0"],
  ["double precision", "0.1", "1e308", "5e-324", "'Infinity'"],
  ["money", "'12.30'"],
  ["boolean", "true", "false"],
  ["text", "''", "E'a\\nb\\t\\\\ ''quoted'' \"double\" (1,2)'", "'Größe ☃ 𝒳'", "'NULL'"],
  ["character varying(20)", "'trailing  '", "'x'"],
  ["character(8)", "'pad'", "''"],
  ["bytea", "'\\x00ff10'", "''"],
  ["date", "'infinity'", "'4713-01-01 BC'", "'2024-02-29'"],
  ["time without time zone", "'23:59:59.999999'"],
  ["time with time zone", "'12:00:00+05:30'"],
  ["timestamp without time zone", "'1999-12-31 23:59:59.123456'", "'-infinity'"],
  ["timestamp with time zone", "'2024-03-10 02:30:00.5+01'", "'infinity'"],
  ["interval", "'1 year 2 mons -3 days 04:05:06.789'", "'-00:00:01'"],
  ["uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
  ["json", '\'{"a" : 1,  "a": [null, "x"]}\'', "'null'"],
  ["jsonb", '\'{"b": 1, "a": [1.50, null]}\'', "'\"text\"'"],
  ["xml", "'<a b=\"1\">x &amp; y</a>'"],
  ["integer[]", "'{}'", "'{1,NULL,3}'", "'[2:3]={4,5}'"],
  ["text[]", "ARRAY['a,b', '', NULL, '\"', '{}']"],
  ["point", "'(1.5,-2)'"],
  ["polygon", "'((0,0),(1,1),(2,0))'"],
  ["inet", "'192.168.0.1/24'", "'::1'"],
  ["cidr", "'10.0.0.0/8'"],
  ["macaddr", "'08:00:2b:01:02:03'"],
  ["bit(5)", "B'10101'"],
  ["bit varying", "B''", "B'101'"],
  ["tsvector", "'a:1A fat:2B cat:3'"],
  ["tsquery", "'fat & (rat | !cat)'"],
  ["int4range", "'[1,5)'", "'empty'", "'(,)'"],
  ["tstzmultirange", "'{[2024-01-01, 2024-02-01), [2024-03-01,)}'"],
  ["mood", "'so so'"],
  ["pair", "ROW(1, 'a,\"b\"')", "ROW(NULL, '')"],
  ["positive", "7"],
];

const FILE: readonly TypeCase[] = [
  ["INTEGER", "9223372036854775807", "-1", "'text'", "1.5", "X'00'"],
  ["REAL", "1.0", "1e308", "-0.0", "0.1", "'x'"],
  ["NUMERIC", "1", "1.5", "'1e500'", "''"],
  ["TEXT", "''", "'it''s'", "'Größe ☃ 𝒳'", "'1'", "X'ff00'", "CAST(X'610062' AS TEXT)"],
  ["BLOB", "X''", "X'00ff'", "'text'", "7"],
  ["", "1", "1.0", "'1'", "X'31'"],
  ["BOOLEAN", "1", "0"],
  ["DATETIME", "'2024-02-29 12:00:00'", "1700000000"],
  ["VARCHAR(10)", "'longer than that'"],
];

describe.each(databases)("a column of every type on $name", ({ name, freshUrl }) => {
  const cases = name === "postgres" ? SERVER : FILE;
  let connection: Connection;

  beforeEach(async () => {
    connection = connect(await freshUrl());
    if (name === "postgres")
      await connection.run(
        "CREATE TYPE mood AS ENUM ('fine', 'so so'); CREATE TYPE pair AS (n integer, t text); CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
      );
    const columns = cases.map(([type], index) => `"c ${index}" ${type}`).join(", ");
    await connection.run(`CREATE TABLE things (id integer PRIMARY KEY, ${columns})`);
    const most = Math.max(...cases.map(([, ...values]) => values.length));
    // The last row is NULL throughout.
    for (let row = 0; row <= most; row++) {
      const values = cases.map(([, ...each]) => (row === most ? "NULL" : (each[row % each.length] ?? "NULL")));
      await connection.run(`INSERT INTO things VALUES (${row}, ${values.join(", ")})`);
    }
  });
  afterEach(() => connection.close());

  it.each([false, true])("comes back with every value (in parts: %s)", { timeout: 120_000 }, async (isInParts) => {
    const before = await stateOf(connection);
    const manager = new ColumnRemovalManager(connection);
    for (const [index, [type]] of cases.entries()) {
      // One half of the types in one transaction, the other half in parts.
      if ((index % 2 === 0) === isInParts) continue;
      const place = { table: "things", column: `c ${index}` };
      const plan = await manager.planColumnRemoval({ ...place, ...(isInParts && { copyInPartsFrom: 0 }) });
      const { result, errorMessage } = await manager.executeSafeRemoval(plan, { confirm: true });
      expect([type, result, errorMessage]).toEqual([type, "SUCCESS", undefined]);
      const restored = await manager.restoreColumn(place);
      expect([type, restored.rowsSince]).toEqual([type, 0]);
    }
    expect(await stateOf(connection)).toEqual(before);
  });
});
