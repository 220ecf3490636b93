import { expect, it } from "vitest";
import { column, INTEGER, TEXT, table } from "../example-tables.fixture.ts";
import { canonicalJson } from "./canonical-json.ts";
import { schemaFingerprint } from "./schema-fingerprint.ts";

const email = column("email", TEXT);
const age = column("age", INTEGER);

it("does not depend on the order of tables, constraints or keys", () => {
  const [a, b] = [
    { name: "a", columns: ["email"] },
    { name: "b", columns: ["age"] },
  ] as const;
  const first = { tables: [table("users", [email, age], { uniques: [a, b] }), table("teams")] };
  const second = { tables: [table("teams"), { ...table("users", [{ ...email }, age]), uniques: [b, a] }] };
  expect(schemaFingerprint(first)).toBe(schemaFingerprint(second));
});

it("depends on columns, their order, types and defaults", () => {
  const fingerprints = [
    table("users", [email, age]),
    table("users", [age, email]),
    table("users", [email]),
    table("users", [email, column("age", { kind: "bigint" })]),
    table("users", [email, column("age", INTEGER, { kind: "literal", value: 0 })]),
    table("users", [email, column("age", INTEGER, { kind: "literal", value: 0n })]),
  ].map((users) => schemaFingerprint({ tables: [users] }));
  expect(new Set(fingerprints).size).toBe(fingerprints.length);
});

it("writes equal data in one way", () => {
  expect(canonicalJson({ b: [1, { d: 1n, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":{"$bigint":"1"}}]}');
});
