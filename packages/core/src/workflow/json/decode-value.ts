import { suggestion } from "../../text/closest.ts";
import { isPlainObject } from "../../text/own-keys.ts";
import { MAX_VALUE_DEPTH, TYPE_TAG } from "./workflow-json.ts";

/** Where a value is, who hears about what cannot be decoded, and how references are restored. */
export interface DecodingPlace {
  readonly path: string;
  readonly depth: number;
  /** Receives the path and the rest of a sentence that begins with it. */
  readonly refuse: (path: string, problem: string) => void;
  /** Restores a workflow that is nested at a depth. */
  readonly workflow: (json: unknown, depth: number) => unknown;
  /** Finds a node type by its name. */
  readonly nodeType: (name: string) => unknown;
}

/**
 * Turns JSON back into a parameter's value. Trusts nothing: the text may come from anywhere.
 *
 * @param json what a JSON parser gave
 * @param place where it is
 * @returns the value; `undefined` in place of what was refused
 */
export function decodeValue(json: unknown, place: DecodingPlace): unknown {
  if (json === null || typeof json === "string" || typeof json === "boolean" || typeof json === "number") return json;
  if (place.depth > MAX_VALUE_DEPTH) return refused(place, `is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  if (Array.isArray(json)) return json.map((element, index) => decodeValue(element, within(place, String(index))));
  if (!isPlainObject(json)) return refused(place, "is not JSON");
  if (Object.hasOwn(json, TYPE_TAG)) return decodeTagged(json, place);
  return decodeEntries(Object.entries(json), place);
}

function within(place: DecodingPlace, key: string): DecodingPlace {
  return { ...place, path: `${place.path}.${key}`, depth: place.depth + 1 };
}

function refused(place: DecodingPlace, problem: string): undefined {
  place.refuse(place.path.slice(0, 200), problem);
  return undefined;
}

function decodeEntries(entries: readonly (readonly [string, unknown])[], place: DecodingPlace): unknown {
  const decoded: [string, unknown][] = [];
  for (const [key, member] of entries) {
    if (key === "__proto__") refused(place, 'has a key "__proto__"');
    else decoded.push([key, decodeValue(member, within(place, key))]);
  }
  return Object.fromEntries(decoded);
}

type TagDecoder = (value: unknown, place: DecodingPlace) => unknown;

const TAG_DECODERS: ReadonlyMap<string, TagDecoder> = new Map<string, TagDecoder>([
  ["date", decodeDate],
  ["bigint", decodeBigint],
  ["bytes", decodeBytes],
  ["number", decodeNumber],
  ["object", decodeObject],
  ["workflow", (value, place) => place.workflow(value, place.depth + 1)],
  ["node", decodeNodeType],
]);

function decodeTagged(json: Readonly<Record<string, unknown>>, place: DecodingPlace): unknown {
  const tag = json[TYPE_TAG];
  const decode = typeof tag === "string" ? TAG_DECODERS.get(tag) : undefined;
  if (decode === undefined) {
    const hint = typeof tag === "string" ? suggestion(tag, [...TAG_DECODERS.keys()]) : "it is not a text";
    return refused(place, `has a ${TYPE_TAG} that does not exist: ${hint}`);
  }
  if (Object.keys(json).length !== 2 || !Object.hasOwn(json, "value")) {
    return refused(place, `has a ${TYPE_TAG} and must have "value" beside it, and nothing else`);
  }
  return decode(json.value, place);
}

/** Only the exact text that encoding writes is read: `"2001"` would be a date to JavaScript, too. */
function decodeDate(value: unknown, place: DecodingPlace): unknown {
  const date = new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== value) return refused(place, "is not a date in ISO form");
  return date;
}

function decodeBigint(value: unknown, place: DecodingPlace): unknown {
  // The length keeps a hostile text from costing seconds: conversion is quadratic.
  if (typeof value !== "string" || value.length > 10_000 || !/^(0|-?[1-9]\d*)$/.test(value))
    return refused(place, "is not a whole number");
  return BigInt(value);
}

function decodeBytes(value: unknown, place: DecodingPlace): unknown {
  const bytes = Buffer.from(typeof value === "string" ? value : "", "base64");
  if (typeof value !== "string" || bytes.toString("base64") !== value) return refused(place, "is not base64");
  return new Uint8Array(bytes);
}

const SPECIAL_NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

function decodeNumber(value: unknown, place: DecodingPlace): unknown {
  return SPECIAL_NUMBERS.get(value) ?? refused(place, "is not one of NaN, Infinity, -Infinity and -0");
}

function decodeObject(value: unknown, place: DecodingPlace): unknown {
  const entries: (readonly [string, unknown])[] = [];
  for (const entry of Array.isArray(value) ? value : [undefined]) {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== "string")
      return refused(place, "is not a list of keys and values");
    entries.push([entry[0], entry[1]]);
  }
  return decodeEntries(entries, place);
}

function decodeNodeType(value: unknown, place: DecodingPlace): unknown {
  const found = typeof value === "string" ? place.nodeType(value) : undefined;
  return found ?? refused(place, "names a node type that is not registered");
}
