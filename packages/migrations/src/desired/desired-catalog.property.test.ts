import type { Column, ColumnType, Schema, Table } from "@dataflow/core";
import { type Connection, connect, introspect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { compareSchemas } from "../diff/compare-schemas.ts";
import { readSchema } from "../diff/read-schema.ts";
import { idColumn, reference, table } from "../example-tables.fixture.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { runPlan } from "../plan/run-plan.fixture.ts";
import { desiredCatalog } from "./desired-catalog.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.DATAFLOW_TEST_RUNS ?? 15);

const types = fc.constantFrom<ColumnType>(
  { kind: "text" },
  { kind: "text", length: 20 },
  { kind: "integer" },
  { kind: "bigint" },
  { kind: "real" },
  { kind: "decimal", precision: 12, scale: 2 },
  { kind: "boolean" },
  { kind: "timestamp" },
  { kind: "date" },
  { kind: "time" },
  { kind: "uuid" },
  { kind: "json" },
  { kind: "bytes" },
  { kind: "enum", values: ["new", "it's"] },
  { kind: "enum", values: ["new", "it's", "old"] },
  { kind: "enum", values: ["only"] },
  { kind: "array", element: { kind: "text" } },
  { kind: "array", element: { kind: "integer" } },
);

const NAMES = ["a", "b", "some name", "order", "Mixed", "é"];

function withDefault(column: Column, wants: boolean): Column {
  if (!wants) return column;
  switch (column.type.kind) {
    case "text":
      return { ...column, default: { kind: "literal", value: "it's" } };
    case "enum":
      return { ...column, default: { kind: "literal", value: column.type.values[0] ?? "" } };
    case "integer":
      return { ...column, default: { kind: "literal", value: -5 } };
    case "decimal":
      return { ...column, default: { kind: "literal", value: "1.50" } };
    case "timestamp":
    case "date":
      return { ...column, default: { kind: "now" } };
    case "json":
      return { ...column, default: { kind: "literal", value: '{"b":1.0,"a":[]}' } };
    case "array":
      return {
        ...column,
        default: {
          kind: "literal",
          value: column.type.element.kind === "text" ? '["a,b","NULL","it\'s \\"x\\" \\\\"]' : "[1,-2]",
        },
      };
    case "real":
      return { ...column, default: { kind: "literal", value: -1e300 } };
    case "boolean":
      return { ...column, default: { kind: "literal", value: true } };
    default:
      return column;
  }
}

const columns = fc.uniqueArray(
  fc
    .record({ name: fc.constantFrom(...NAMES), type: types, nullable: fc.boolean(), filled: fc.boolean() })
    .map(({ filled, ...column }) => withDefault(column, filled)),
  { selector: ({ name }) => name, maxLength: 5 },
);

const INDEXABLE: ReadonlySet<string> = new Set([
  "text",
  "integer",
  "bigint",
  "real",
  "decimal",
  "boolean",
  "date",
  "enum",
  "uuid",
]);

const tables = fc
  .record({ columns, unique: fc.boolean(), index: fc.constantFrom(undefined, "asc", "desc"), refers: fc.boolean() })
  .map(({ columns: own, unique, index, refers }) => (name: string, target: string): Table => {
    const [first] = own.filter(({ type }) => INDEXABLE.has(type.kind));
    const last = own.filter(({ type }) => INDEXABLE.has(type.kind)).at(-1);
    return table(
      name,
      [
        ...own,
        ...(refers
          ? [{ ...idColumn, name: "ref", nullable: true, default: undefined }].map(
              ({ default: _, ...column }) => column,
            )
          : []),
      ],
      {
        uniques: unique && first !== undefined ? [{ name: `${name}_unique`, columns: [first.name] }] : [],
        indexes:
          index !== undefined && last !== undefined
            ? [
                {
                  name: `${name}_index`,
                  columns: [
                    { name: last.name, direction: index },
                    { name: "id", direction: "asc" },
                  ],
                  unique: false,
                },
              ]
            : [],
        foreignKeys: refers ? [{ ...reference(name, "ref", target), onDelete: "cascade" }] : [],
      },
    );
  });

const schemas = fc.record({ one: tables, two: tables, three: fc.option(tables, { nil: undefined }) }).map(
  ({ one, two, three }): Schema => ({
    tables: [
      one("one", "two"),
      two("two tables", "one"),
      ...(three === undefined ? [] : [three("three", "three")]),
    ].map((own) =>
      own.name === "one"
        ? {
            ...own,
            foreignKeys: own.foreignKeys.map((key) => ({
              ...key,
              references: { ...key.references, table: "two tables" },
            })),
          }
        : own,
    ),
  }),
);

async function migrate(connection: Connection, wanted: Schema, previous?: Schema) {
  const actual = await readCatalog(connection);
  const meaning = await readSchema(connection, wanted);
  const desired = desiredCatalog({ actual, wanted, meaning, ...(previous !== undefined && { previous }) });
  const plan = planMigration(actual, desired, { allow: "everything" });
  await runPlan(connection, plan);
  return plan;
}

describe.each(databases)("a catalog for models on $name", ({ freshUrl }) => {
  it("is reached from any other, and then there is nothing to do", async () => {
    await fc.assert(
      fc.asyncProperty(schemas, schemas, async (first, second) => {
        const connection = connect(await freshUrl());
        try {
          await migrate(connection, first);
          expect((await migrate(connection, first, first)).segments).toEqual([]);
          const { to, unspelled } = await migrate(connection, second, first);
          expect(catalogFingerprint(await readCatalog(connection), unspelled)).toBe(to);
          const again = await migrate(connection, second, second);
          expect([again.segments, again.refused, again.questions]).toEqual([[], [], []]);
          expect(compareSchemas(await introspect(connection), second)).toEqual([]);
        } finally {
          await connection.close();
        }
      }),
      { seed, numRuns: RUNS },
    );
  });
});
