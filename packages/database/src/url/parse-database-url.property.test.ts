import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeTarget } from "./describe-target.ts";
import { parseDatabaseUrl } from "./parse-database-url.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);

const password = fc
  .oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."aB1@:/?#%&=[] '\"\\+,;$é😀") }))
  .filter((text) => text.isWellFormed() && !text.includes("\0"));

describe(`passwords in URLs (DATAFLOW_TEST_SEED=${seed})`, () => {
  it("come back when they are percent-encoded", () => {
    const property = fc.property(password, (text) => {
      const description = parseDatabaseUrl(`postgresql://app:${encodeURIComponent(text)}@db:5432/shop?sslmode=require`);
      expect(description).toMatchObject({ user: "app", host: "db", port: 5432, database: "shop", sslMode: "require" });
      expect("password" in description && description.password).toBe(text);
    });
    fc.assert(property, { seed, numRuns: 2_000 });
  });

  it("come back when they are raw, unless they contain an escape", () => {
    const raw = password.filter((text) => !/%[0-9a-f]{2}/i.test(text));
    const property = fc.property(raw, (text) => {
      const description = parseDatabaseUrl(`postgresql://app:${text}@db:5432/shop?sslmode=require`);
      expect(description).toMatchObject({ user: "app", host: "db", port: 5432, database: "shop", sslMode: "require" });
      expect("password" in description && description.password).toBe(text);
      expect(describeTarget(description)).toBe("postgresql://app@db:5432/shop");
    });
    fc.assert(property, { seed, numRuns: 2_000 });
  });
});
