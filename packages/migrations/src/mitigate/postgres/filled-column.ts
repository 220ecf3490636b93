import type { ColumnDef, Constraint } from "@pgsql/types";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { brief, outside, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { requireValues } from "./checked-not-null.ts";
import { keyColumns, plainTable, soleAlteration } from "./statement-parts.ts";

/** A column whose default differs from row to row is added empty, gets the default for new rows, and is filled in batches. */
export const filledColumn: Transformation = {
  name: "filled-column",
  category: "BATCHED_WRITES",
  transform({ step, sql, tree, earlier, later }, { objects, serverVersion }) {
    const { table, command } = soleAlteration(tree) ?? {};
    if (table === undefined || command?.subtype !== "AT_AddColumn") return undefined;
    const column = command.def !== undefined && "ColumnDef" in command.def ? command.def.ColumnDef : undefined;
    const constraints = constraintsOf(column);
    const others = constraints.filter(({ contype }) => contype !== "CONSTR_DEFAULT" && contype !== "CONSTR_NOTNULL");
    const parts =
      /^(?<head>.*?\bADD\s+COLUMN\s+(?:"(?:[^"]|"")+"|\S+)\s+(?<type>.*?))(?<required>\s+NOT\s+NULL)?\s+DEFAULT\s+(?<fill>[\s\S]+?)\s*$/i.exec(
        sql,
      )?.groups;
    if (others.length > 0 || column?.colname === undefined || parts?.fill === undefined || parts.head === undefined)
      return undefined;
    const key = plainTable(table.id, objects) === undefined ? undefined : keyColumns(table.id, objects);
    if (key === undefined)
      return { obstacle: `${table.sql} has no primary key to go along, or has partitions or heirs` };
    const name = quoteIdentifier(column.colname);
    const alter = `ALTER TABLE ${table.sql}`;
    const isRequired = constraints.some(({ contype }) => contype === "CONSTR_NOTNULL");
    const fill = {
      table: { schema: table.path[0], name: table.path[1] },
      key,
      set: `${name} = ${parts.fill}`,
      pending: `${name} IS NULL`,
    };
    return {
      description: `add ${name} empty, give new rows the default, and fill the others in batches`,
      before: [
        ...(earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))]),
        brief(piece(step, "add it empty", [parts.head, `${alter} ALTER COLUMN ${name} SET DEFAULT ${parts.fill}`])),
        outside(piece(step, "fill", [], { backfill: fill })),
      ],
      during: [],
      after: [
        ...(isRequired
          ? requireValues(step, {
              table,
              column: column.colname,
              serverVersion,
              setNotNull: `${alter} ALTER COLUMN ${name} SET NOT NULL`,
            })
          : []),
        ...(later.length === 0 ? [] : [brief(piece(step, "then", later))]),
      ],
    };
  },
};

function constraintsOf(column: ColumnDef | undefined): readonly Constraint[] {
  return (column?.constraints ?? []).flatMap((node) => ("Constraint" in node ? [node.Constraint] : []));
}
