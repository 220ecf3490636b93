import type { Column, LoadForm } from "../query-dialect.ts";
import { type BinaryValue, writeField } from "./codecs/binary-value.ts";
import { ByteWriter } from "./codecs/byte-writer.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** What COPY's text form gives a meaning to. */
const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Below this many rows the statement's own cost is more than what it saves. */
const LEAST_ROWS = 50;

/** What a piece has at least before it is sent; the first is small, so that the server begins early. */
const PIECE_LENGTHS = { first: 8_192, later: 65_536 } as const;

/** How long the last row of a piece mostly is, at most. */
const ROOM_FOR_A_ROW = 1_024;

/** What a load in the binary form begins with: a signature, no flags, no extension. */
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");

/** How many fields the row has that ends a load in the binary form. */
const END = -1;

/**
 * Of tables with row security, with rules or with triggers that may change or refuse a row, COPY stores not what INSERT does.
 * Numbers that begin anew have no order, so that the first and the last of them do not say what is in between.
 */
const CHECK = `SELECT c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND NOT c.relhasrules
    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 2 <> 0),
  CASE WHEN has_sequence_privilege(s.name, 'USAGE')
    AND NOT (SELECT q.seqcycle FROM pg_sequence q WHERE q.seqrelid = s.name::regclass) THEN s.name END,
  (SELECT json_object_agg(a.attname, a.atttypid::bigint) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
  FROM pg_class c, LATERAL (SELECT CASE WHEN $2::text IS NULL THEN NULL ELSE pg_get_serial_sequence($1, $2) END) AS s(name)
  WHERE c.oid = $1::regclass`;

/**
 * Numbers come in the order in which they are taken: the first one says all when nobody else took any in between. Only
 * otherwise they come one by one, in one text, which costs less than as many rows.
 */
const NUMBERS = `SELECT n[1], CASE WHEN n[$2] - n[1] <> $2 - 1 THEN array_to_string(n, ',') END
  FROM (SELECT array_agg(nextval($1::regclass)) AS n FROM generate_series(1, $2) OFFSET 0) AS taken`;

/**
 * COPY in its binary form, which the server takes a fifth faster, where every value can be written in it and every
 * column has the very type that is written: the server converts nothing. Elsewhere in its text form.
 */
export const postgresLoads: LoadForm<PostgresCodec> = {
  leastRows: LEAST_ROWS,
  load: ({ columns, rows, numbered }, { table, isExact }) => {
    const all = numbered === undefined ? columns : [numbered.column, ...columns];
    const text = `COPY ${table} (${all.map(({ sql }) => sql).join(", ")}) FROM STDIN`;
    const forms = isExact ? all.flatMap(({ codec }) => codec.binary ?? []) : [];
    return forms.length === all.length
      ? { text: `${text} (FORMAT binary)`, rows: binaryPieces(forms, rows, numbered?.values) }
      : { text, rows: textPieces(all, rows, numbered?.values) };
  },
  isExact: ({ binary }, type) => binary === undefined || binary.typeId === type || isTextOfLength(binary, type),
  checkText: CHECK,
  numbersText: NUMBERS,
  readNumbers: ([first, all]) => (all === null ? { first: String(first) } : String(all).split(",")),
};

/** `varchar` is text with a limit. */
function isTextOfLength({ typeId }: BinaryValue, type: unknown): boolean {
  return typeId === 25 && type === 1043;
}

type Rows = readonly (readonly unknown[])[];

/** Numbers stand before the rows. */
function* binaryPieces(
  forms: readonly BinaryValue[],
  rows: Rows,
  numbers: readonly unknown[] | undefined,
): Generator<Uint8Array> {
  const [first] = forms;
  const before = numbers === undefined ? 0 : 1;
  let least: number = PIECE_LENGTHS.first;
  let to = new ByteWriter(least + ROOM_FOR_A_ROW);
  to.raw(SIGNATURE);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place];
    to.int16(forms.length);
    if (numbers !== undefined && first !== undefined) writeField(numbers[place], first, to);
    for (let index = before; index < forms.length; index++) {
      const form = forms[index];
      if (form !== undefined) writeField(row?.[index - before], form, to);
    }
    if (to.length < least) continue;
    yield to.bytes;
    least = PIECE_LENGTHS.later;
    to = new ByteWriter(least + ROOM_FOR_A_ROW);
  }
  to.int16(END);
  yield to.bytes;
}

/** Numbers stand before the rows. */
function* textPieces(
  columns: readonly Column<PostgresCodec>[],
  rows: Rows,
  numbers: readonly unknown[] | undefined,
): Generator<string> {
  const fields = columns.map(loadText);
  const before = numbers === undefined ? 0 : 1;
  let least: number = PIECE_LENGTHS.first;
  let piece = "";
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place];
    for (let index = 0; index < fields.length; index++) {
      const value = index < before ? numbers?.[place] : row?.[index - before];
      if (index > 0) piece += "\t";
      piece += value === null ? "\\N" : fields[index]?.(value);
    }
    piece += "\n";
    if (piece.length < least) continue;
    yield piece;
    least = PIECE_LENGTHS.later;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** The text of a column's values. All rows have one and the same time more often than not: it is written once. */
function loadText({ codec }: Column<PostgresCodec>): (value: unknown) => string {
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
