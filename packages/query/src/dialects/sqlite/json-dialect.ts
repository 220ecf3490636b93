import type { JsonDialect } from "../json/json-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { sqliteJson } from "./json-form.ts";
import { sqliteJsonSql, textPlace } from "./json-path.ts";
import { sqliteTexts } from "./leaf-forms.ts";

/** What SQLite says about JSON. */
export const sqliteJsonDialect: JsonDialect<SqliteCodec> = {
  steps: sqliteJson,
  sql: sqliteJsonSql,
  texts: sqliteTexts,
  place: (value) => textPlace(() => value),
};
