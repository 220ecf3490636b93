import type { DialectCodec } from "../column-codec.ts";
import type { JsonForm } from "./json-form.ts";
import type { TextForms } from "./json-path-form.ts";
import type { JsonPlace, JsonSql } from "./json-sql.ts";

/** All that a dialect says about JSON: the steps of updates, and conditions. */
export interface JsonDialect<Codec extends DialectCodec> {
  readonly steps: JsonForm;
  readonly sql: JsonSql;
  readonly texts: TextForms<Codec>;
  /** A JSON value of an update as the subject of conditions. */
  readonly place: (value: string) => JsonPlace;
}
