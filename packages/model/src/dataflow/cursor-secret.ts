import { type CursorKey, cursorKey, MIN_SECRET_BYTES, randomCursorKey } from "@dataflow/query";
import { modelErrors } from "../errors/model-errors.ts";

const VARIABLE = "DATAFLOW_CURSOR_SECRET";

/** One for all databases of a process, so that a model keeps its cursors when its DataFlow is opened again. */
let processKey: CursorKey | undefined;

/**
 * The key that seals the cursors of a DataFlow.
 *
 * @param secret the option `cursorSecret`
 * @returns the key of that secret, else of the environment's, else of this process
 * @throws MODEL.INVALID_OPTION when the secret is too short, or none
 */
export function cursorKeyOf(secret: string | Uint8Array | undefined): CursorKey {
  const given = secret ?? process.env[VARIABLE];
  if (given !== undefined) {
    if (!isSecret(given)) throw invalidSecret(secret === undefined ? VARIABLE : "cursorSecret");
    return cursorKey(given);
  }
  processKey ??= randomCursorKey();
  return processKey;
}

function isSecret(value: unknown): boolean {
  if (typeof value === "string") return Buffer.byteLength(value) >= MIN_SECRET_BYTES;
  return value instanceof Uint8Array && value.byteLength >= MIN_SECRET_BYTES;
}

function invalidSecret(name: string) {
  return modelErrors.create("INVALID_OPTION", {
    message: `DataFlow: ${name} is not a secret of at least ${MIN_SECRET_BYTES} bytes`,
    why: "who can guess the secret can make up cursors and read the values in them",
    fix: "pass a random text or Uint8Array: openssl rand -base64 32",
    meta: { option: name },
  });
}
