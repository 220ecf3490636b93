import type { Column, LoadForm } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** What COPY's text form gives a meaning to. */
const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Below this many rows the statement's own cost is more than what it saves. */
const LEAST_ROWS = 50;

/** What a piece has at least before it is sent: small enough for the server to begin early. */
const PIECE_LENGTH = 65_536;

/** Of tables with row security, with rules or with triggers that may change or refuse a row, COPY stores not what INSERT does. */
const CHECK = `SELECT c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND NOT c.relhasrules
    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 2 <> 0),
  CASE WHEN has_sequence_privilege(s.name, 'USAGE') THEN s.name END
  FROM pg_class c, LATERAL (SELECT CASE WHEN $2::text IS NULL THEN NULL ELSE pg_get_serial_sequence($1, $2) END) AS s(name)
  WHERE c.oid = $1::regclass`;

/** COPY in its text form: as fast as the binary one to within a few per cent, and it takes every type there is. */
export const postgresLoads: LoadForm<PostgresCodec> = {
  leastRows: LEAST_ROWS,
  print: (table, columns) => `COPY ${table} (${columns.map(({ sql }) => sql).join(", ")}) FROM STDIN`,
  pieces: loadPieces,
  checkText: CHECK,
  numbersText: "SELECT nextval($1::regclass) FROM generate_series(1, $2)",
};

function* loadPieces(
  columns: readonly Column<PostgresCodec>[],
  rows: readonly (readonly unknown[])[],
): Generator<string> {
  const fields = columns.map(({ codec }) => loadText(codec));
  let piece = "";
  for (const row of rows) {
    for (let index = 0; index < fields.length; index++) {
      const value = row[index];
      if (index > 0) piece += "\t";
      piece += value === null ? "\\N" : fields[index]?.(value);
    }
    piece += "\n";
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** The text of a column's values. All rows have one and the same time more often than not: it is written once. */
function loadText(codec: PostgresCodec): (value: unknown) => string {
  let known: object | undefined;
  let knownText = "";
  return (value) => {
    if (typeof value === "string") return escaped(codec.text(value));
    if (typeof value !== "object" || value === null) return codec.text(value);
    if (value !== known) {
      knownText = escaped(codec.text(value));
      known = value;
    }
    return knownText;
  };
}

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text;
}
