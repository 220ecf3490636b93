import type { SqlParameter } from "../statement/compiled-statement.ts";

/** A stored value as JSON: itself where JSON has it, otherwise a list of a letter and a text. */
type PositionJson = string | number | boolean | null | readonly [letter: "i" | "n" | "b", text: string];

/**
 * A position as JSON values, from which exactly the same position can be read.
 *
 * @param position the stored values
 * @returns the JSON values
 */
export function positionToJson(position: readonly SqlParameter[]): readonly PositionJson[] {
  return position.map((value) => {
    if (typeof value === "bigint") return ["i", String(value)];
    if (typeof value === "number" && !Number.isFinite(value)) return ["n", String(value)];
    return value instanceof Uint8Array ? ["b", Buffer.from(value).toString("base64")] : value;
  });
}

/**
 * Reads a position.
 *
 * @param json what `positionToJson` gave
 * @returns the stored values
 * @throws TypeError when it is something else
 */
export function positionFromJson(json: unknown): readonly SqlParameter[] {
  if (!Array.isArray(json)) throw new TypeError("A position is a list");
  return json.map(readValue);
}

function readValue(value: unknown): SqlParameter {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  const [letter, text]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (letter === "i") return BigInt(String(text));
  if (letter === "n") return Number(text);
  if (letter === "b") return Buffer.from(String(text), "base64");
  throw new TypeError("A value of a position is of no known kind");
}
