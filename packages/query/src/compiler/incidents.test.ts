/**
 * Things that went wrong elsewhere, in libraries that do what this one does. Each is tried here under the name that it
 * is known by; most of these libraries have corrected it since.
 */
import { isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { allOf } from "../ast/and-node.ts";
import { compare, equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parsePage } from "../parser/parse-page.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { parseUpdate } from "../parser/parse-update.ts";
import { compileFilter } from "./compile-filter.ts";
import { compileStatement } from "./compile-statement.ts";
import { explain } from "./explain.ts";

const table = sampleQueryTable({
  ...sampleTable(
    {
      name: { kind: "text" },
      age: { kind: "integer" },
      total: { kind: "decimal", precision: 12, scale: 2 },
      active: { kind: "boolean" },
      profile: { kind: "json" },
      tags: { kind: "array", element: { kind: "text" } },
    },
    ["name"],
  ),
  name: "users",
});
const DIALECTS = ["postgres", "sqlite"] as const;

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isDataFlowError(error)) return error.code;
    throw error;
  }
  return "nothing was refused";
}

function filterRefusal(filter: unknown): string {
  return refusal(() => parseFilter(filter, table));
}

function printed(filter: unknown, dialect: (typeof DIALECTS)[number] = "postgres") {
  return compileFilter(table, parseFilter(filter, table), dialect);
}

/** An object as JSON from outside makes it, with keys that a literal would not keep. */
function fromOutside(json: string): unknown {
  return JSON.parse(json);
}

describe("security incidents", () => {
  it.each([
    { name: { __raw: "1=1" } },
    { name: { sql: "1=1", params: [] } },
    { name: { queryChunks: [], decoder: {}, shouldInlineParams: true } },
    { name: { toSQL: "1=1", toOperationNode: {} } },
    { __raw: "1=1" },
  ])("CVE-2026-34220: an object that looks like a raw fragment is none: %j", (filter) => {
    expect(filterRefusal(filter)).toMatch(/^QUERY\.(?:INVALID_FILTER|UNKNOWN_FIELD)$/);
  });

  it("CVE-2026-44680: keys of a JSON path travel as parameters", () => {
    const { text, parameters } = printed({ "profile.a') = '' OR 1=1 --": 1 });
    expect(text).toBe('(("profile"::jsonb @@ $1::jsonpath))');
    expect(parameters[0]).toContain(`$."a') = '' OR 1=1 --"`);
    expect(filterRefusal({ 'profile.a" OR 1=1': 1 })).toBe("QUERY.INVALID_FILTER");
  });

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"])(
    "GHSA-qpfv-44f3-qqx6, mingo #606: the name %s finds nothing and pollutes nothing",
    (name) => {
      expect(filterRefusal(fromOutside(`{ "${name}": { "polluted": 1 } }`))).toMatch(/^QUERY\./);
      expect(filterRefusal(fromOutside(`{ "name": { "$${name}": 1 } }`))).toBe("QUERY.UNKNOWN_OPERATOR");
      expect(refusal(() => parseUpdate(fromOutside(`{ "${name}": { "$set": 1 } }`), table))).toMatch(/^QUERY\./);
      if (/^(?:__proto__|constructor|prototype)$/.test(name)) {
        expect(refusal(() => parseUpdate(fromOutside(`{ "profile.${name}": 1 }`), table))).toMatch(/^QUERY\./);
      }
      expect(refusal(() => parseSort([name], table))).toMatch(/^QUERY\./);
      expect(Object.prototype).not.toHaveProperty("polluted");
    },
  );

  it("CVE-2026-39356: names are quoted, quotes in them too", () => {
    const odd = sampleQueryTable({ ...sampleTable({ 'a" = "a" or 1=1 --': { kind: "integer" } }), name: 'o"dd' });
    const where = compare('a" = "a" or 1=1 --', "eq", 1);
    expect(compileFilter(odd, where, "sqlite").text).toBe('"a"" = ""a"" or 1=1 --" = ?');
    const { plan } = compileStatement({ kind: "count", table: odd, where: everything() }, "postgres");
    expect(plan.text).toBe('SELECT count(*) FROM "o""dd"');
  });

  it.each(["*", "**", "[0]", "a[*]", "$", "@", "#-1", "-1"])(
    "CVE-2026-44635: %s in a JSON path is a key, never a way to other places",
    (key) => {
      const filter = { [`profile.${key}`]: { $exists: true } };
      const code = filterRefusal(filter);
      if (code.startsWith("QUERY.")) return;
      for (const parameter of printed(filter, "sqlite").parameters) expect(parameter).toBe(`$."${key}"`);
      // The one quoted key of the path; "[*]" and its like would stand without quotes.
      expect(printed(filter, "postgres").parameters).toEqual([`exists($.${JSON.stringify(key)})`]);
    },
  );

  it("CVE-2019-10748, CVE-2023-22578: neither a path nor a list of fields comes into the text", () => {
    const hostile = "a') AS x, (SELECT password FROM users) --";
    expect(refusal(() => parseAggregates({ groupBy: [hostile], aggregates: { n: { $count: true } } }, table))).toBe(
      "QUERY.UNKNOWN_FIELD",
    );
    expect(printed({ [`profile.${hostile}`]: 1 }).text).not.toContain("password");
  });

  it.each([
    [{ name: { name: "x" } }, "INVALID_FILTER"],
    [{ name: [0] }, "INVALID_FILTER"],
    [{ name: { $eq: ["a"] } }, "INVALID_VALUE"],
    [{ name: { $eq: { a: 1 } } }, "INVALID_VALUE"],
    [{ age: { $gt: [1] } }, "INVALID_VALUE"],
    [{ age: { $in: { 0: 1, length: 1 } } }, "INVALID_FILTER"],
    [{ age: { $in: [[1]] } }, "INVALID_VALUE"],
    [{ active: { $eq: "true" } }, "INVALID_VALUE"],
    [{ age: true }, "INVALID_VALUE"],
    [{ name: 5 }, "INVALID_VALUE"],
  ])("CVE-2016-20018, CVE-2025-60542: a list or an object where a scalar belongs is refused: %j", (filter, code) => {
    expect(filterRefusal(filter)).toBe(`QUERY.${code}`);
  });

  it.each(["_connector", "_negated", "AND", "OR", "NOT", "or", "raw", "sql", "RAW"])(
    "CVE-2025-64459: the key %s is a field like any other, and there is none of that name",
    (key) => {
      expect(filterRefusal({ [key]: "OR 1=1 OR" })).toBe("QUERY.UNKNOWN_FIELD");
    },
  );

  it("CVE-2026-1312: an order names fields only, no aliases and no dots", () => {
    for (const key of ["users.name", 'name"', "name;", "name desc", "1", "(SELECT 1)", "--name", "profile.city", ""]) {
      expect(refusal(() => parseSort([key], table))).toMatch(/^QUERY\./);
    }
  });

  it("CVE-2026-9082: keys of a list never name parameters", () => {
    const list: number[] = [1, 2];
    Object.assign(list, { "0) OR 1=1 --": 3, length: 2 });
    for (const dialect of DIALECTS) {
      const { text, parameters } = printed({ age: { $in: list } }, dialect);
      expect([text.includes("OR 1=1"), parameters.length]).toEqual([false, 1]);
    }
    expect(filterRefusal({ age: { $in: { "0) OR 1=1 --": 3 } } })).toBe("QUERY.INVALID_FILTER");
  });

  it.each(["$where", "$function", "$accumulator", "$jsonSchema", "$script"])(
    "CVE-2024-53900, CVE-2025-23061: %s runs at no depth",
    (name) => {
      const code = "function () { return true }";
      for (const filter of [
        { [name]: code },
        { $and: [{ $or: [{ $nor: [{ [name]: code }] }] }] },
        { name: { [name]: code } },
        { name: { $not: { [name]: code } } },
        { $expr: { [name]: code } },
        { $expr: { $and: [{ [name]: [code, code] }] } },
        { "profile.a": { [name]: code } },
      ]) {
        expect(filterRefusal(filter)).toMatch(/^QUERY\.UNKNOWN_OPERATOR$/);
      }
    },
  );

  it("NetBox #22427: no secret can be guessed letter by letter where it is not listed", () => {
    const allow = { fields: ["age"], operators: ["$eq", "$gt", "$and"] } as const;
    for (const filter of [
      { name: { $regex: "^a" } },
      { name: { $startsWith: "a" } },
      { $and: [{ name: { $gt: "a" } }] },
      { $expr: { $gt: ["$name", "$nameRequired"] } },
      { age: { $regex: "^1" } },
    ]) {
      expect(refusal(() => parseFilter(filter, table, { allow }))).toMatch(/^QUERY\.UNKNOWN_(?:FIELD|OPERATOR)$/);
    }
  });

  it("powermem #898: a condition joined on the outside holds whatever the filter says", () => {
    const tenant = equals("name", "acme");
    const hostile = parseFilter({ $or: [{ age: 1 }, { name: "' OR 1=1 --" }, { "profile.x') OR 1=1 --": 1 }] }, table);
    for (const dialect of DIALECTS) {
      const { text } = compileFilter(table, allOf([hostile, tenant]), dialect);
      expect(text).toMatch(/^\(.*\) AND "name" = (?:\?|\$4)$/);
    }
  });
});

describe("defects of peers", () => {
  it.each<object>([{ NOT: {} }, { isNull: false }, { age: { isNull: false } }, { age: { constructor: 1 } }])(
    "drizzle: %j never means no condition at all",
    (filter) => {
      expect(filterRefusal(filter)).toMatch(/^QUERY\./);
    },
  );

  it("drizzle: equality with null is IS NULL", () => {
    for (const filter of [{ age: null }, { age: { $eq: null } }, { age: { $in: [null] } }]) {
      expect(printed(filter).text).toContain('"age" IS NULL');
    }
  });

  it("ucast, Kailash, m2psql: an empty list is no syntax error, and null in one is a condition of its own", () => {
    expect(printed({ age: { $in: [] } })).toEqual({ text: '"age" = ANY($1::integer[])', parameters: ["{}"] });
    expect(printed({ age: { $in: [1, null] } }).text).toBe('"age" = ANY($1::integer[]) OR "age" IS NULL');
    expect(printed({ age: { $nin: [1, null] } }).text).toContain("IS NOT NULL");
  });

  it("Kailash: $exists: false is the opposite of $exists: true", () => {
    expect(printed({ age: { $exists: false } }).text).toBe('"age" IS NULL');
    expect(printed({ age: { $exists: true } }).text).toBe('"age" IS NOT NULL');
  });

  it("Kailash: compiling twice gives the same, and an update binds in the order of its placeholders", () => {
    const update = {
      kind: "update",
      table,
      set: parseUpdate({ name: "bob" }, table),
      where: parseFilter({ id: 1 }, table),
      returning: [],
    } as const;
    const [first, second] = [compileStatement(update, "postgres"), compileStatement(update, "postgres")];
    expect(second).toEqual(first);
    expect(first.plan.text).toMatch(/SET "name" = \$1.*WHERE "id" = \$2/);
    expect(first.parameters).toEqual(["bob", 1]);
  });

  it("Kailash, MikroORM: a regular expression keeps its meaning", () => {
    for (const $regex of ["Jo.n+", "a|b", "100%"]) {
      const { sqlite } = explain({ kind: "count", table, where: parseFilter({ name: { $regex } }, table) });
      expect("text" in sqlite && sqlite.text).not.toContain("LIKE");
    }
  });

  it("MikroORM: $not under a field negates what is under it", () => {
    expect(printed({ age: { $not: { $gt: 5 } } }).text).toBe('("age" <= $1 OR "age" IS NULL)');
  });

  it("Payload: quotes can be searched in documents, both operators on a place count, wildcards are texts", () => {
    expect(printed({ "profile.name": "O'Brien" }).parameters[0]).toContain(`"O'Brien"`);
    expect(
      printed({ "profile.age": { $gt: 1, $lt: 5 } })
        .parameters.join(" ")
        .match(/@ [<>] \d/g),
    ).toEqual(["@ > 1", "@ < 5"]);
    expect(printed({ name: { $contains: "50%_\\" } }).parameters).toEqual(["%50\\%\\_\\\\%"]);
  });

  it("Prisma #20169, LoopBack #479, Mongoose #3260: undefined removes no condition", () => {
    for (const filter of [
      undefined,
      { age: undefined },
      { age: { $eq: undefined } },
      { age: { $in: [undefined] } },
      { $and: [undefined] },
      { $not: undefined },
      { name: { $startsWith: undefined } },
      { $expr: { $eq: ["$age", undefined] } },
      { "profile.city": undefined },
    ]) {
      expect(filterRefusal(filter)).toBe("QUERY.UNDEFINED_VALUE");
    }
    // Holes in a list are undefined too.
    // biome-ignore lint/suspicious/noSparseArray: that is what is tried
    expect(filterRefusal({ $or: [, { age: 1 }] })).toBe("QUERY.UNDEFINED_VALUE");
  });

  it("LIMIT -1 is no limit on one database and an error on another, so it is refused", () => {
    for (const limit of [
      -1,
      -0.5,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "10",
      "1; DROP TABLE users",
      null,
      2 ** 53,
    ]) {
      expect(refusal(() => parsePage({ limit }))).toBe("QUERY.INVALID_PAGE");
      expect(refusal(() => parsePage({ offset: limit }))).toBe("QUERY.INVALID_PAGE");
      const statement = { kind: "select", table, where: everything(), orderBy: [], limit } as const;
      // Programs in JavaScript pass such things.
      expect(refusal(() => compileStatement(statement as never, "sqlite"))).toBe("QUERY.INVALID_PAGE");
    }
  });
});

describe("sizes", () => {
  it("refuses twenty thousand levels of anything, and no stack overflows", () => {
    const nested = (wrap: (inner: unknown) => unknown, innermost: unknown) => {
      let value = innermost;
      for (let level = 0; level < 20_000; level++) value = wrap(value);
      return value;
    };
    const filters: readonly unknown[] = [
      nested((inner) => ({ $and: [inner] }), { age: 1 }),
      nested((inner) => ({ $not: inner }), { age: 1 }),
      { age: nested((inner) => ({ $not: inner }), { $gt: 1 }) },
      { $expr: nested((inner) => ({ $or: [inner] }), { $eq: ["$age", 1] }) },
      { age: { $in: nested((inner) => [inner], 1) } },
      { "profile.a": nested((inner) => ({ a: inner }), 1) },
      { [`profile${".a".repeat(20_000)}`]: 1 },
    ];
    for (const filter of filters) expect(filterRefusal(filter)).toMatch(/^QUERY\./);
    expect(refusal(() => parseUpdate({ profile: nested((inner) => ({ a: inner }), 1) }, table))).toMatch(/^QUERY\./);
  });

  it("refuses a million values, and takes a hundred thousand as one parameter", () => {
    expect(filterRefusal({ age: { $in: new Array(1_000_000).fill(1) } })).toBe("QUERY.TOO_COMPLEX");
    for (const dialect of DIALECTS) {
      expect(printed({ age: { $in: new Array(100_000).fill(1) } }, dialect).parameters).toHaveLength(1);
    }
    const where: FilterNode = parseFilter({ age: { $in: new Array(1_000_000).fill(1) } }, table, {
      listLength: 1_000_000,
    });
    expect(compileFilter(table, where, "sqlite").parameters).toHaveLength(1);
  });
});
