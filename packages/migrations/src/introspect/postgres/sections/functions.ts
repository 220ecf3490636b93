import { objectId } from "../../../catalog/object-id.ts";
import { canonicalExpression } from "../canonical-expression.ts";
import { optionalText, text, unreadable } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

const KINDS: ReadonlyMap<string, "function" | "procedure" | "window"> = new Map([
  ["f", "function"],
  ["p", "procedure"],
  ["w", "window"],
]);

/** Functions, procedures and window functions; those that come with a type are a part of the type. */
export const functionsSection: CatalogSection = {
  name: "functions",
  when: "EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384)",
  sql: `SELECT p.oid, wanted.name AS schema, p.proname AS name, pg_catalog.oidvectortypes(p.proargtypes) AS arguments,
      p.prokind AS kind, pg_catalog.pg_get_functiondef(p.oid) AS sql, pg_catalog.pg_get_function_result(p.oid) AS returns
    FROM pg_catalog.pg_proc p
    JOIN wanted ON wanted.oid = p.pronamespace
    WHERE p.prokind IN ('f', 'p', 'w') AND ${notOfExtension("pg_proc", "p.oid")}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`,
  read(row, { draft }) {
    const kind = KINDS.get(text(row, "kind"));
    if (kind === undefined) throw unreadable("kind", row.kind);
    const path = [text(row, "schema"), text(row, "name")];
    const id = objectId("function", path, `(${text(row, "arguments")})`);
    const definition = {
      sql: canonicalExpression(text(row, "sql")).trim(),
      returns: optionalText(row, "returns") ?? "",
      kind,
    };
    draft.add({ id, kind: "function", path, definition }, address(SYSTEM_CATALOGS.function, text(row, "oid")), [
      objectId("schema", path.slice(0, 1)),
    ]);
  },
};
