import type { DialectName } from "@dataflow/core";
import type { SeededChoices } from "../seeded-choices.ts";
import { postgresSchema } from "./postgres/schema.ts";
import { sqliteSchema } from "./sqlite/schema.ts";

/** So many numbers decide everything about a schema. */
const TAPE_LENGTH = 200;

/** Writes the statements of a schema of each dialect. */
export const schemaWriters: Readonly<Record<DialectName, (choices: SeededChoices) => readonly string[]>> =
  Object.freeze({
    postgres: (choices) => postgresSchema(choices.numbers(TAPE_LENGTH)),
    sqlite: sqliteSchema,
  });
