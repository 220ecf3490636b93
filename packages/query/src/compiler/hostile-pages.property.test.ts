/**
 * Lists as callers from outside ask for them: a filter, an order, a choice of fields, a limit and a cursor. Whatever is put
 * into them, the text of the statement is the same; and what is no cursor of the list is refused.
 */
import { type DialectName, isDataFlowError } from "@dataflow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CANARY,
  harmlessTexts,
  hostileTexts,
  pick,
  type RandomSource,
  randomFilter,
  randomSource,
  type TextSource,
} from "../../test/hostile-filters.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions } from "../../test/seed.ts";
import { allOf } from "../ast/and-node.ts";
import { everything } from "../ast/everything-node.ts";
import { afterPosition } from "../ast/keyset-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import { openCursor, sealCursor } from "../cursor/cursor.ts";
import { cursorKey } from "../cursor/cursor-key.ts";
import type { CursorScope } from "../cursor/cursor-scope.ts";
import { parseFields } from "../parser/parse-fields.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parsePage } from "../parser/parse-page.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { compileStatement } from "./compile-statement.ts";

const schema = sampleTable(SAMPLE_TYPES, ["text", "integer", "enum"]);
const table = sampleQueryTable(schema);
const { seed, numRuns } = propertyOptions(20_000);
const DIALECTS: readonly DialectName[] = ["postgres", "sqlite"];
/** Many small steps: slow on a busy machine, and never waiting for anything. */
const PATIENCE_MS = 120_000;
const key = cursorKey("a secret of sixteen bytes");
const NAMES = [...table.fields.keys()];
const SORTABLE = NAMES.filter((name) => table.fields.get(name)?.type.kind !== "json");
const TEXTUAL = ["text", "textRequired", "enum", "enumRequired"];

/** An order as a caller writes it. */
function randomOrder(random: RandomSource, names: readonly string[]): readonly unknown[] {
  const chosen = new Set(Array.from({ length: Math.floor(random() * 4) }, () => pick(random, names)));
  return [...chosen].map((field) => {
    const direction = pick(random, ["asc", "desc"]);
    if (random() < 0.5) return direction === "desc" ? `-${field}` : field;
    return { field, direction, nulls: pick(random, ["first", "last"]) };
  });
}

/** What a list compiles to, from a random source that decides its form and texts that fill it. */
function listOf(random: RandomSource, texts: TextSource, names: readonly string[]) {
  const where = parseFilter(randomFilter(table, random, texts), table);
  const orderBy = totalOrder(parseSort(randomOrder(random, names), table), table.primaryKey);
  const scope: CursorScope = { table, dialect: "sqlite", where, orderBy, audience: texts.text() };
  const position = orderBy.map(({ field }) => {
    const isNull = table.fields.get(field)?.nullable === true && random() < 0.3;
    return field === "id" ? 5 : isNull ? null : texts.text();
  });
  const given = { direction: "next", position, isInclusive: random() < 0.2 } as const;
  const cursor = openCursor(sealCursor(given, key, scope), key, scope);
  const after = afterPosition(orderBy, cursor.position, cursor.isInclusive);
  const fields = parseFields([...new Set([pick(random, NAMES), pick(random, NAMES)])], table);
  const page = parsePage({ limit: 1 + Math.floor(random() * 100) });
  const keys = orderBy.map(({ field }) => field);
  return { kind: "select", table, fields, where: allOf([where, after]), orderBy, position: keys, ...page } as const;
}

/** Tables of their own: a plan that one side had made would hide that the other side's text is another. */
const SIDES = { hostile: sampleQueryTable(schema), harmless: sampleQueryTable(schema) } as const;

function compiled(index: number, side: keyof typeof SIDES, dialect: DialectName) {
  const texts = side === "hostile" ? hostileTexts(randomSource(seed - index)) : harmlessTexts;
  const list = listOf(randomSource(seed + index), texts, SORTABLE);
  const { plan, parameters } = compileStatement({ ...list, table: SIDES[side] }, dialect);
  return { text: plan.text, count: parameters.length };
}

/** How many parameters a text asks for. */
function placeholders(text: string, dialect: DialectName): number {
  const bare = text.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, "");
  if (dialect === "sqlite") return bare.split("?").length - 1;
  return Math.max(0, ...Array.from(bare.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
}

it(
  `keeps the text of a list the same whatever is put into it, ${numRuns} times`,
  () => {
    for (let index = 0; index < numRuns; index++) {
      const dialect = pick(randomSource(index), DIALECTS);
      const hostile = compiled(index, "hostile", dialect);
      const harmless = compiled(index, "harmless", dialect);
      // Asserted only where it fails: so many assertions take longer than what they look at.
      const isSame = hostile.text === harmless.text && hostile.count === harmless.count;
      const isBound = placeholders(hostile.text, dialect) === hostile.count && !hostile.text.includes(CANARY);
      if (isSame && isBound) continue;
      expect({ index, ...hostile }).toEqual({ index, ...harmless });
      expect({ index, text: hostile.text, count: placeholders(hostile.text, dialect) }).toEqual({ index, ...hostile });
      expect(hostile.text).not.toContain(CANARY);
    }
  },
  PATIENCE_MS,
);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isDataFlowError(error)) return error.code;
    throw error;
  }
  return "nothing was refused";
}

/** What a caller may send for a cursor. */
function forgedCursor(random: RandomSource, real: string): string {
  const text = hostileTexts(random).text();
  const at = Math.floor(random() * real.length);
  return pick(random, [
    text,
    Buffer.from(text).toString("base64url"),
    Buffer.from(JSON.stringify(["n", 0, [text]])).toString("base64url"),
    real.slice(0, at),
    real.slice(0, at) + text + real.slice(at),
    real.slice(0, at) + (real[at] === "A" ? "B" : "A") + real.slice(at + 1),
    real + real,
    `${real}=`,
    "",
  ]);
}

it("refuses every cursor that it did not give, and never repeats it", () => {
  const orderBy = totalOrder([], table.primaryKey);
  const scope: CursorScope = { table, dialect: "sqlite", where: everything(), orderBy };
  const real = sealCursor({ direction: "next", position: [5], isInclusive: false }, key, scope);
  const random = randomSource(seed);
  for (let index = 0; index < numRuns / 4; index++) {
    const forged = forgedCursor(random, real);
    const code = codeOf(() => openCursor(forged, key, scope));
    if (code !== "QUERY.INVALID_CURSOR") expect({ forged, code }).toEqual({ forged, code: "QUERY.INVALID_CURSOR" });
    if (index < 100) expect(() => openCursor(forged, key, scope)).not.toThrow(CANARY);
  }
});

/** Orders, choices of fields and pages with one thing in them that does not belong there. */
const FORGED: readonly ((text: string) => unknown)[] = [
  (text) => parseSort(["-text", text], table),
  (text) => parseSort([`-${text}`], table),
  (text) => parseSort([`text ${text}`], table),
  (text) => parseSort([`document.${text}`], table),
  (text) => parseSort([{ field: text }], table),
  (text) => parseSort([{ field: "text", direction: text }], table),
  (text) => parseSort([{ field: "text", nulls: text }], table),
  (text) => parseSort([{ field: "text", [text]: "asc" }], table),
  (text) => parseSort([{ field: { toString: () => text } }], table),
  (text) => parseSort({ [text]: 1 }, table),
  (text) => parseSort([[text]], table),
  (text) => parseFields(["id", text], table),
  (text) => parseFields([`id ${text}`], table),
  (text) => parseFields([`document.${text}`], table),
  (text) => parseFields({ [text]: true }, table),
  (text) => parseFields([{ [text]: 1 }], table),
  (text) => parsePage({ limit: text }),
  (text) => parsePage({ offset: [text] }),
];

it("refuses every order, choice of fields and page that names what the table does not have", () => {
  const random = randomSource(seed);
  for (let index = 0; index < numRuns / 4; index++) {
    const [forge, text] = [pick(random, FORGED), hostileTexts(random).text()];
    const code = codeOf(() => forge(text));
    if (!/^QUERY\.[A-Z_]+$/.test(code)) expect({ index, text, code }).toEqual({ index, text, code: "a refusal" });
  }
});

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
  });

  afterAll(() => runner.close());

  it("runs a sample of them", async () => {
    for (let index = 0; index < 500; index++) {
      // Positions are texts here, so the orders are of texts.
      const list = listOf(randomSource(seed + index), hostileTexts(randomSource(seed - index)), TEXTUAL);
      expect(await runner.run(list)).toEqual([]);
    }
  });
});
