import type { QueryDialect } from "../query-dialect.ts";
import { sqliteAggregates } from "./aggregate-form.ts";
import { sqliteAssignments } from "./assignment-form.ts";
import { MAX_VARIABLES, sqliteBatches } from "./batch-form.ts";
import { type SqliteCodec, sqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";
import { sqliteDocuments } from "./document-form.ts";
import { sqliteLeaves } from "./leaf-forms.ts";
import { sqlitePlaces } from "./place-sql.ts";
import { sqliteRowNumbers } from "./row-number-form.ts";
import { sqliteSearch } from "./search-form.ts";
import { sqliteUnwind } from "./unwind-form.ts";

/** SQLite 3.44 and later, with its mathematical functions and a function `regexp` that takes expressions of RE2's syntax. */
export const sqliteDialect: QueryDialect<SqliteCodec> = Object.freeze({
  name: "sqlite",
  capabilities: Object.freeze({
    reportsInserted: false,
    maxArithmeticDigits: MAX_SCALED_DIGITS,
    maxParameters: MAX_VARIABLES,
  }),
  codec: sqliteCodec,
  placeholder: () => "?",
  // Its driver keeps prepared statements by their texts.
  statementName: (text) => text,
  orderKey: (_type, sql) => sql,
  plansForAnyValues: false,
  indexesPlaceNulls: false,
  leaves: sqliteLeaves,
  search: sqliteSearch,
  places: sqlitePlaces,
  assignments: sqliteAssignments,
  aggregates: sqliteAggregates,
  documents: sqliteDocuments,
  unwind: sqliteUnwind,
  batches: sqliteBatches,
  numbers: sqliteRowNumbers,
  // OFFSET needs a LIMIT here, and -1 is none. A limit that is a bare parameter makes the database prepare the statement
  // anew each time it is bound, which takes longer than reading ten rows; the sum does not.
  page: (limit, offset) =>
    limit === undefined && offset === undefined
      ? ""
      : ` LIMIT ${limit === undefined ? "-1" : `${limit} + 0`}${offset === undefined ? "" : ` OFFSET ${offset}`}`,
  insertedColumn: undefined,
  readInserted: () => false,
  returningQualifier: "",
} satisfies QueryDialect<SqliteCodec>);
