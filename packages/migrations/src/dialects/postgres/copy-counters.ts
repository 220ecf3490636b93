import type { ObjectId } from "../../catalog/object-id.ts";
import type { CopyRequest } from "../copy-dialect.ts";
import { quoteTable, quoteText } from "../sql-text.ts";

/** Sequences go on in the copy where they are in the source, those of identity columns included. */
export async function copyCounters({
  source,
  target,
  catalog,
}: CopyRequest): Promise<readonly { readonly object: ObjectId; readonly reason: string }[]> {
  for (const object of catalog.objects) {
    const [schema = "", name = "", column = ""] = object.path;
    if (object.kind === "sequence") await copySequence({ source, target }, quoteTable({ schema, name }));
    if (object.kind !== "column" || object.definition.identity === undefined || object.definition.inherited) continue;
    const { rows } = await source.query("SELECT pg_catalog.pg_get_serial_sequence($1, $2) AS name", [
      quoteTable({ schema, name }),
      column,
    ]);
    const own = await target.query("SELECT pg_catalog.pg_get_serial_sequence($1, $2) AS name", [
      quoteTable({ schema, name }),
      column,
    ]);
    const [from, to] = [rows[0]?.name, own.rows[0]?.name];
    if (typeof from === "string" && typeof to === "string") await copySequence({ source, target }, from, to);
  }
  return [];
}

async function copySequence(
  { source, target }: Pick<CopyRequest, "source" | "target">,
  from: string,
  to = from,
): Promise<void> {
  const { rows } = await source.query(`SELECT last_value::text AS last, is_called AS called FROM ${from}`);
  await target.query(`SELECT pg_catalog.setval(${quoteText(to)}::regclass, $1::bigint, $2::boolean)`, [
    rows[0]?.last,
    rows[0]?.called,
  ]);
}
