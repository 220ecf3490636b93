import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { expect, test } from "vitest";
import { serverType } from "./server-type.ts";

const TYPES = [
  ...["int", "INT4", "int2", "int8", "pg_catalog.int4", "float", "float(24)", "float(53)", "float4", "bool", "text"],
  ...[
    "decimal",
    "dec(5)",
    "numeric(12, 2)",
    "varchar",
    "VARCHAR ( 20 )",
    "char",
    "char(3)",
    "bpchar",
    "bpchar(4)",
    "character",
  ],
  ...["char varying(7)", "character varying(7)", "bit", "bit(3)", "varbit(9)", "date", "uuid", "jsonb", "interval"],
  ...["timestamp", "timestamptz", "timestamp(3)", "timestamptz(3)", "timestamp(3) with time zone", "time", "timetz(2)"],
  ...["int[]", "varchar(20)[]", "text [3]", "numeric(3,1)[][]", "time without time zone", "double  precision"],
];

test("types are written as the server writes them", async () => {
  const url = await databases.find(({ name }) => name === "postgres")?.freshUrl();
  const connection = connect(url ?? "");
  try {
    await connection.run(`CREATE TABLE typed (${TYPES.map((type, index) => `c${index} ${type}`).join(", ")})`);
    const { rows } = await connection.query(
      "SELECT pg_catalog.format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 'typed'::regclass AND attnum > 0 ORDER BY attnum",
    );
    expect(TYPES.map((type) => [type, serverType(type)])).toEqual(
      TYPES.map((type, index) => [type, rows[index]?.type]),
    );
  } finally {
    await connection.close();
  }
});

test("what the server does not know by itself stays as it is", () => {
  for (const type of ['"Mood"', "app.mood", "geometry(Point,4326)", "mood"]) expect(serverType(type)).toBe(type);
});
