import { isNodeType } from "../../node/node-type-check.ts";
import { describeKind, isPlainObject } from "../../text/own-keys.ts";
import { isWorkflow } from "../workflow-brand.ts";
import { type JsonValue, MAX_VALUE_DEPTH, TYPE_TAG } from "./workflow-json.ts";

/** Where a value is and who hears about what cannot be encoded. */
export interface EncodingPlace {
  readonly path: string;
  readonly depth: number;
  /** Receives the path and the rest of a sentence that begins with it. */
  readonly refuse: (path: string, problem: string) => void;
}

/**
 * Turns a parameter's value into JSON, exactly: {@link decodeValue} gives back what went in.
 *
 * @param value the value
 * @param place where it is
 * @returns JSON; `null` in place of what was refused
 */
export function encodeValue(value: unknown, place: EncodingPlace): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "bigint") return tagged("bigint", value.toString());
  if (typeof value === "object") return encodeObject(value, place);
  place.refuse(place.path, `is ${describeKind(value)}, which JSON cannot carry`);
  return null;
}

function tagged(type: string, value: JsonValue): JsonValue {
  return { [TYPE_TAG]: type, value };
}

/** JSON has no NaN, no infinities and no negative zero. */
function encodeNumber(value: number): JsonValue {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return tagged("number", Object.is(value, -0) ? "-0" : String(value));
}

function encodeObject(value: object, place: EncodingPlace): JsonValue {
  if (place.depth > MAX_VALUE_DEPTH) {
    place.refuse(place.path.slice(0, 200), `is nested deeper than ${MAX_VALUE_DEPTH} levels, or contains itself`);
    return null;
  }
  if (Array.isArray(value))
    return Array.from(value, (element, index) => encodeValue(element, within(place, String(index))));
  if (value instanceof Date) return encodeDate(value, place);
  if (value instanceof Uint8Array)
    return tagged("bytes", Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"));
  if (isWorkflow(value)) return tagged("workflow", value.toJSON());
  if (isNodeType(value)) return tagged("node", value.type);
  if (isPlainObject(value)) return encodePlainObject(value, place);
  place.refuse(place.path, `is ${describeKind(value)}, which JSON cannot carry`);
  return null;
}

function within(place: EncodingPlace, key: string): EncodingPlace {
  return { path: `${place.path}.${key}`, depth: place.depth + 1, refuse: place.refuse };
}

function encodeDate(value: Date, place: EncodingPlace): JsonValue {
  if (!Number.isNaN(value.getTime())) return tagged("date", value.toISOString());
  place.refuse(place.path, "is an invalid date");
  return null;
}

function encodePlainObject(value: Readonly<Record<string, unknown>>, place: EncodingPlace): JsonValue {
  const entries = Object.entries(value).map(([key, member]) => [key, encodeValue(member, within(place, key))] as const);
  return Object.hasOwn(value, TYPE_TAG) ? tagged("object", entries) : Object.fromEntries(entries);
}
