import type { JsonDialect } from "../json/json-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { postgresJson } from "./json-form.ts";
import { postgresJsonSql } from "./json-path.ts";
import { jsonPlace } from "./json-place.ts";
import { postgresTexts } from "./leaf-forms.ts";

/** What PostgreSQL says about JSON. */
export const postgresJsonDialect: JsonDialect<PostgresCodec> = {
  steps: postgresJson,
  sql: postgresJsonSql,
  texts: postgresTexts,
  place: (value) => jsonPlace(() => value),
};
