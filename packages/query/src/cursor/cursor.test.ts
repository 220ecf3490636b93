import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { propertyOptions } from "../../test/seed.ts";
import { equals } from "../ast/comparison-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { type Cursor, MAX_CURSOR_LENGTH, openCursor, sealCursor } from "./cursor.ts";
import { cursorKey, randomCursorKey } from "./cursor-key.ts";
import type { CursorScope } from "./cursor-scope.ts";

const schema = keyedTable("people", [
  { name: "name", type: { kind: "text" }, nullable: true },
  { name: "born", type: { kind: "timestamp" }, nullable: true },
  { name: "big", type: { kind: "bigint" }, nullable: true },
]);
const table = queryTable(schema);
const key = cursorKey("a secret of sixteen bytes");
const scope: CursorScope = { table, dialect: "sqlite", where: equals("name", "Ann"), orderBy: totalOrder([], ["id"]) };
const cursor: Cursor = { direction: "next", position: ["a value of a row", 41], isInclusive: false };

const storedValue: fc.Arbitrary<SqlParameter> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

describe("a cursor", () => {
  it("comes back exactly as it was sealed", () => {
    fc.assert(
      fc.property(
        fc.array(storedValue, { maxLength: 5 }),
        fc.constantFrom("next" as const, "previous" as const),
        fc.boolean(),
        (position, direction, isInclusive) => {
          const normal = position.map((value) => (value === 0 ? 0 : value));
          const given = { position: normal, direction, isInclusive };
          expect(openCursor(sealCursor(given, key, scope), key, scope)).toEqual(given);
        },
      ),
      propertyOptions(300),
    );
  });

  it("is opened by the same secret in another process", () => {
    const token = sealCursor(cursor, cursorKey("a secret of sixteen bytes"), scope);
    expect(openCursor(token, cursorKey(Buffer.from("a secret of sixteen bytes")), scope)).toEqual(cursor);
  });

  it("lets nobody read a value", () => {
    const token = sealCursor(cursor, key, scope);
    expect(Buffer.from(token, "base64url").toString("latin1")).not.toContain("value");
    expect(sealCursor(cursor, key, scope)).not.toBe(token);
  });

  it("is refused with any bit, character or length changed", () => {
    const token = sealCursor(cursor, key, scope);
    const bytes = Buffer.from(token, "base64url");
    for (let position = 0; position < bytes.length * 8; position++) {
      const changed = Buffer.from(bytes);
      changed[position >> 3] = (changed[position >> 3] ?? 0) ^ (1 << (position & 7));
      refuses(changed.toString("base64url"));
    }
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n\u0000é";
    for (let position = 0; position < token.length; position++) {
      refuses(token.slice(0, position) + token.slice(position + 1));
      refuses(token.slice(0, position));
      for (const letter of letters) {
        if (letter !== token[position]) refuses(token.slice(0, position) + letter + token.slice(position + 1));
      }
    }
    for (const end of ["=", "==", "A", "\n", " "]) refuses(token + end);
    refuses("x".repeat(MAX_CURSOR_LENGTH + 1));
    refuses("x".repeat(MAX_CURSOR_LENGTH));
  });

  const where = (filter: object) => ({ ...scope, where: parseFilter(filter, table) });
  const byName = { kind: "sort", field: "name", direction: "asc", nulls: "first" } as const;
  it.each<readonly [string, CursorScope, CursorScope]>([
    ["another filter", scope, where({ born: null })],
    ["another value", scope, where({ name: "Bob" })],
    ["another time", where({ born: new Date(1) }), where({ born: new Date(2) })],
    ["another big number", where({ big: 1n }), where({ big: 2n })],
    ["another order", scope, { ...scope, orderBy: totalOrder([byName], ["id"]) }],
    ["the other direction", scope, { ...scope, orderBy: [{ ...byName, field: "id", direction: "desc" }] }],
    ["another placement of nulls", scope, { ...scope, orderBy: [{ ...byName, field: "id", nulls: "last" }] }],
    ["another model", scope, { ...scope, table: queryTable(schema, { label: "Other" }) }],
    ["another database", scope, { ...scope, dialect: "postgres" }],
    ["another tenant", { ...scope, audience: "acme" }, { ...scope, audience: "globex" }],
    ["no tenant", { ...scope, audience: "acme" }, scope],
  ])("is refused by a list with %s", (_, from, to) => {
    const token = sealCursor(cursor, key, from);
    expect(openCursor(token, key, from)).toEqual(cursor);
    expect(() => openCursor(token, key, to)).toThrow(expect.objectContaining({ code: "QUERY.INVALID_CURSOR" }));
  });

  it("is refused under another secret", () => {
    const token = sealCursor(cursor, randomCursorKey(), scope);
    refuses(token);
    expect(() => cursorKey("fifteen bytes..")).toThrow(RangeError);
  });

  it("is never longer than it may be", () => {
    const long = { ...cursor, position: ["x".repeat(3200)] };
    expect(() => sealCursor(long, key, scope)).toThrow(expect.objectContaining({ code: "QUERY.CURSOR_TOO_LONG" }));
  });

  function refuses(token: string) {
    expect(() => openCursor(token, key, scope)).toThrow(expect.objectContaining({ code: "QUERY.INVALID_CURSOR" }));
  }
});
