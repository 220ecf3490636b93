import type { ColumnType } from "@dataflow/core";
import type { QueryTable } from "../src/table/query-table.ts";

/** Stands in every hostile text; no statement may hold it. */
export const CANARY = "k4n4ry";

const PIECES = [
  "'",
  '"',
  "''",
  "`",
  ";",
  "--",
  "/*",
  "*/",
  "$1",
  "$$",
  "?",
  ":p",
  "@p",
  "\\",
  "\\'",
  "%",
  "_",
  "*",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  "::text",
  "E'",
  "U&'",
  "\u2028",
  "\n",
  "\t",
  "\u00a0",
  "😀",
  "é",
  "'||'",
  " OR 1=1 --",
  "'; DROP TABLE users; --",
  '" = "a" OR 1=1 --',
  "$.a[0]",
  "__proto__",
  "constructor",
  "$where",
  "NULL",
  "0",
];

/** A source of numbers between 0 and 1 that one seed decides. */
export type RandomSource = () => number;

/** mulberry32: fast, and good enough to choose with. */
export function randomSource(seed: number): RandomSource {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of some things. */
export function pick<Thing>(random: RandomSource, things: readonly Thing[]): Thing {
  const thing = things[Math.floor(random() * things.length)];
  if (thing === undefined) throw new Error("there is nothing to choose from");
  return thing;
}

/** Texts from outside: what a filter is filled with. */
export interface TextSource {
  readonly text: () => string;
  /** A key that a JSON document may have. */
  readonly key: () => string;
}

/** Texts made to break out of wherever they are put. */
export function hostileTexts(random: RandomSource): TextSource {
  const text = () => `${pieces(random)}${CANARY}${pieces(random)}a`;
  return { text, key: () => text().replace(/[."\\\p{Cc}]/gu, "") };
}

/** Texts without a special character. */
export const harmlessTexts: TextSource = { text: () => "text", key: () => "key" };

function pieces(random: RandomSource): string {
  let text = "";
  for (let count = Math.floor(random() * 4); count > 0; count--) text += pick(random, PIECES);
  return text;
}

const EQUALITY = ["$eq", "$ne"];
const ORDER = ["$gt", "$gte", "$lt", "$lte"];
const TEXT = ["$startsWith", "$endsWith", "$contains", "$iStartsWith", "$iEndsWith", "$iContains"];
const JOINTS = ["$and", "$or", "$nor"];

/**
 * A filter whose structure only the random source decides: filled from two sources of texts, it differs in its values
 * alone.
 */
export function randomFilter(table: QueryTable, random: RandomSource, texts: TextSource, depth = 0): object {
  if (depth < 3 && random() < 0.3) {
    const joint = pick(random, JOINTS);
    const inner = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      randomFilter(table, random, texts, depth + 1),
    );
    return { [joint]: inner };
  }
  const { name, type } = pick(random, [...table.fields.values()]);
  if (type.kind === "json") return { [pathInto(name, random, texts)]: jsonCondition(random, texts) };
  if (random() < 0.15 && (type.kind === "text" || type.kind === "enum")) {
    return {
      $expr: { [pick(random, EQUALITY)]: [`$${name}`, { $literal: type.kind === "text" ? texts.text() : "new" }] },
    };
  }
  const condition = fieldCondition(type, random, texts);
  return { [name]: random() < 0.2 ? { $not: condition } : condition };
}

function fieldCondition(type: ColumnType, random: RandomSource, texts: TextSource): object {
  const value = () => sampleOf(type, texts);
  const choice = random();
  if (choice < 0.2) return { [pick(random, EQUALITY)]: value() };
  if (choice < 0.35) return { [pick(random, ["$in", "$nin"])]: [value(), value(), random() < 0.3 ? null : value()] };
  if (type.kind === "boolean" || type.kind === "bytes") return { $eq: value() };
  if (choice < 0.55) return { [pick(random, ORDER)]: value() };
  if (type.kind !== "text") return { $between: [value(), value()] };
  if (choice < 0.75) return { [pick(random, TEXT)]: texts.text() };
  if (choice < 0.85) return { [pick(random, ["$like", "$ilike"])]: `%${texts.text()}` };
  const $regex = `${pick(random, ["", "^", "a+", "(?:b|c)*"])}${escaped(texts.text())}`;
  return { $regex, $options: pick(random, ["", "i", "ms"]) };
}

/** A place up to four keys deep; some of its keys are numbers, which are indexes too. */
function pathInto(name: string, random: RandomSource, texts: TextSource): string {
  let path = `${name}.${texts.key()}`;
  for (let more = Math.floor(random() * 4); more > 0; more--) path += random() < 0.2 ? ".0" : `.${texts.key()}`;
  return path;
}

/**
 * One condition on a place in a document; `level` keeps conditions on elements from nesting for ever. A key of an object begins with a
 * letter: what begins with a dollar is an operator there.
 */
const JSON_CONDITIONS: readonly ((random: RandomSource, texts: TextSource, level: number) => object)[] = [
  (random, texts) => ({ [pick(random, [...EQUALITY, ...ORDER])]: texts.text() }),
  (random, texts) => ({ [pick(random, EQUALITY)]: { [`k${texts.key()}`]: texts.text(), n: 1 } }),
  (random, texts) => ({ [pick(random, ["$in", "$nin", "$all", "$overlap"])]: [texts.text(), 1] }),
  (random) => ({ $exists: random() < 0.5 }),
  (random) => ({ $size: Math.floor(random() * 3) }),
  (random) => ({ $type: pick(random, ["string", "number", "array"]) }),
  (random, texts) => ({ [pick(random, TEXT)]: texts.text() }),
  (random, texts) => ({ [pick(random, ["$like", "$ilike"])]: `%${texts.text()}` }),
  (random, texts) => ({ $regex: `^${escaped(texts.text())}`, $options: pick(random, ["", "i"]) }),
  (random, texts, level) => ({ $not: jsonCondition(random, texts, level + 1) }),
  (random, texts, level) => ({ $elemMatch: jsonCondition(random, texts, level + 1) }),
  (random, texts, level) => ({ $elemMatch: { [`k${texts.key()}`]: jsonCondition(random, texts, level + 1) } }),
];

function jsonCondition(random: RandomSource, texts: TextSource, level = 0): object {
  const conditions = level < 2 ? JSON_CONDITIONS : JSON_CONDITIONS.slice(0, 9);
  return pick(random, conditions)(random, texts, level);
}

function escaped(text: string): string {
  return text.replace(/[\^$.*+?()[\]{}|/\\]/g, "\\$&");
}

function sampleOf(type: ColumnType, texts: TextSource): unknown {
  switch (type.kind) {
    case "text":
      return texts.text();
    case "integer":
    case "real":
      return 5;
    case "bigint":
      return 5n;
    case "decimal":
      return "5";
    case "boolean":
      return true;
    case "timestamp":
      return new Date(0);
    case "date":
      return "2001-01-31";
    case "time":
      return "08:30:00";
    case "uuid":
      return "00000000-0000-4000-8000-000000000000";
    case "enum":
      return "new";
    case "bytes":
      return Uint8Array.of(1);
    default:
      throw new Error(`no values of the kind ${type.kind}`);
  }
}
