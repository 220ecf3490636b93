import { fitIdentifier } from "@dataflow/core";
import { quoteIdentifier, quoteText } from "../../dialects/sql-text.ts";
import { brief, outside, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { requireValues } from "./checked-not-null.ts";
import { keyColumns, plainTable, soleAlteration } from "./statement-parts.ts";

/** A column that counts by itself is added empty, numbered in batches, and counts by itself from there on. */
export const numberedColumn: Transformation = {
  name: "numbered-column",
  category: "BATCHED_WRITES",
  transform({ step, sql, tree, earlier, later }, { objects, serverVersion }) {
    const { table, command } = soleAlteration(tree) ?? {};
    if (table === undefined || command?.subtype !== "AT_AddColumn") return undefined;
    const column = command.def !== undefined && "ColumnDef" in command.def ? command.def.ColumnDef : undefined;
    const types = (column?.constraints ?? []).flatMap((node) =>
      "Constraint" in node ? [node.Constraint.contype] : [],
    );
    const isPlain = types.every((type) => type === "CONSTR_IDENTITY" || type === "CONSTR_NOTNULL");
    const words = CLAUSE.exec(sql)?.groups;
    const { type, generated, options = "" } = words ?? {};
    if (column?.colname === undefined || !isPlain || !types.includes("CONSTR_IDENTITY")) return undefined;
    if (type === undefined || generated === undefined) return { obstacle: "the column has to be added by hand" };
    const key = plainTable(table.id, objects) === undefined ? undefined : keyColumns(table.id, objects);
    if (key === undefined)
      return { obstacle: `${table.sql} has no primary key to go along, or has partitions or heirs` };
    const name = quoteIdentifier(column.colname);
    const alter = `ALTER TABLE ${table.sql}`;
    const [schema, own] = table.path;
    const counter = `${quoteIdentifier(schema)}.${quoteIdentifier(fitIdentifier(`_df_${own}_${column.colname}_numbers`))}`;
    const next = `nextval(${quoteText(counter)}::regclass)`;
    const serial = `pg_catalog.pg_get_serial_sequence(${quoteText(table.sql)}, ${quoteText(column.colname)})`;
    const fill = { table: { schema, name: own }, key, set: `${name} = ${next}`, pending: `${name} IS NULL` };
    return {
      description: `add ${name} empty, number new rows by a counter, the others in batches, and let the column count from there on`,
      before: [
        ...(earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))]),
        brief(
          piece(step, "add it empty", [
            `CREATE SEQUENCE ${counter} AS ${type} ${options}`.trimEnd(),
            // Whoever may insert may have a number: an identity asks for no privilege either.
            `GRANT USAGE ON SEQUENCE ${counter} TO PUBLIC`,
            `${alter} ADD COLUMN ${name} ${type}`,
            `${alter} ALTER COLUMN ${name} SET DEFAULT ${next}`,
          ]),
        ),
        outside(piece(step, "number the rows", [], { backfill: fill })),
      ],
      during: [],
      after: [
        ...requireValues(step, {
          table,
          column: column.colname,
          serverVersion,
          setNotNull: `${alter} ALTER COLUMN ${name} SET NOT NULL`,
        }),
        // The first statement keeps writers out, so no number is given between the last one and the next.
        brief(
          piece(step, "let it count", [
            `${alter} ALTER COLUMN ${name} DROP DEFAULT`,
            `${alter} ALTER COLUMN ${name} ADD ${generated}`,
            `SELECT pg_catalog.setval(${serial}, last_value, is_called) FROM ${counter}`,
            `DROP SEQUENCE ${counter}`,
            ...later,
          ]),
        ),
      ],
    };
  },
};

const CLAUSE =
  /\bADD\s+COLUMN\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"(?:[^"]|"")+"|\S+)\s+(?<type>smallint|integer|bigint|int[248]?)\b(?:\s+NOT\s+NULL)?\s+(?<generated>GENERATED\s+(?:ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY(?:\s*\((?<options>[^)]*)\))?)(?:\s+NOT\s+NULL)?\s*$/i;
