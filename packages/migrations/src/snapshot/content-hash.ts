import { canonicalJson } from "./canonical-json.ts";

/**
 * The hash of plain data: equal for equal content, whatever the order of its keys. What makes it is loaded with the first one,
 * as most starts need none.
 *
 * @param value plain data
 * @returns SHA-256 of its canonical JSON, in hexadecimal
 */
export function contentHash(value: unknown): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(canonicalJson(value)).digest("hex");
}
