import type { SagaStatus } from "./saga.ts";

/** Why a saga takes itself back: a code and a name, never a message, which might hold values. */
export interface SagaFailure {
  readonly step: string;
  readonly code: string;
}

/** What is written down about a saga. */
export interface SagaState {
  readonly saga: string;
  readonly key: string;
  readonly status: SagaStatus;
  /** How many steps are done and not taken back. */
  readonly position: number;
  /** Grows with every change, so that of two who go on with a saga only one can. */
  readonly version: number;
  readonly steps: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly failure?: SagaFailure;
}

/** Values of workflows that JSON does not have, in a form that it has. */
export function encodeState(value: unknown): string {
  return JSON.stringify(value, function tagged(this: unknown, name: string, given: unknown) {
    // JSON.stringify turns a Date into text before it asks; the original is still where it was.
    const original: unknown = name === "" ? given : Reflect.get(Object(this), name);
    if (original instanceof Date) return { $date: original.toISOString() };
    if (typeof original === "bigint") return { $bigint: String(original) };
    if (original instanceof Uint8Array) return { $bytes: Buffer.from(original).toString("base64") };
    return isTagged(original) ? { $plain: Object.entries(original) } : given;
  });
}

/** The opposite of {@link encodeState}. */
export function decodeState(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    if (!isTagged(value)) return value;
    const [[tag, content] = ["", ""]] = Object.entries(value);
    if (tag === "$date") return new Date(String(content));
    if (tag === "$bigint") return BigInt(String(content));
    if (tag === "$bytes") return new Uint8Array(Buffer.from(String(content), "base64"));
    return Array.isArray(content) ? Object.fromEntries(content) : value;
  });
}

const TAGS: readonly string[] = ["$date", "$bigint", "$bytes", "$plain"];

/** Also an object of a user that happens to look like a tag. */
function isTagged(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && TAGS.includes(names[0] ?? "");
}
