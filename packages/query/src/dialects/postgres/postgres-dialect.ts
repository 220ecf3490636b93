import type { QueryDialect } from "../query-dialect.ts";
import { postgresAggregates } from "./aggregate-form.ts";
import { postgresAssignments } from "./assignment-form.ts";
import { postgresBatches } from "./batch-form.ts";
import { collationOf } from "./bytewise.ts";
import { type PostgresCodec, postgresCodec } from "./codecs/codec.ts";
import { postgresDocuments } from "./document-form.ts";
import { postgresLeaves } from "./leaf-forms.ts";
import { postgresLoads } from "./load-form.ts";
import { postgresPlaces } from "./place-sql.ts";
import { postgresSearch } from "./search-form.ts";
import { postgresUnwind } from "./unwind-form.ts";

/** The ones that nearly every statement does with. */
const PLACEHOLDERS: readonly string[] = Array.from({ length: 100 }, (_, index) => `$${index}`);

/** Only the text decides: a pooler may hand a server's connection, and what it has prepared, to another process. */
function statementName(text: string): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  return `df_${createHash("sha256").update(text).digest("base64url").slice(0, 22)}`;
}

/** PostgreSQL 13 and later. */
export const postgresDialect: QueryDialect<PostgresCodec> = Object.freeze({
  name: "postgres",
  capabilities: Object.freeze({
    reportsInserted: true,
    maxArithmeticDigits: 1000,
    maxParameters: 65_535,
  }),
  codec: postgresCodec,
  placeholder: (index) => PLACEHOLDERS[index] ?? `$${index}`,
  statementName,
  orderKey: (type, sql) => `${sql}${collationOf(type)}`,
  plansForAnyValues: true,
  indexesPlaceNulls: true,
  leaves: postgresLeaves,
  search: postgresSearch,
  places: postgresPlaces,
  assignments: postgresAssignments,
  aggregates: postgresAggregates,
  documents: postgresDocuments,
  unwind: postgresUnwind,
  batches: postgresBatches,
  loads: postgresLoads,
  page: (limit, offset) =>
    `${limit === undefined ? "" : ` LIMIT ${limit}`}${offset === undefined ? "" : ` OFFSET ${offset}`}`,
  insertedColumn: "(xmax = 0)",
  readInserted: (raw) => raw === "t",
  returningQualifier: '"t".',
} satisfies QueryDialect<PostgresCodec>);
