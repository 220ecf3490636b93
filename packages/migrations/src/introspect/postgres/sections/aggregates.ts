import { objectId } from "../../../catalog/object-id.ts";
import { text } from "../catalog-row.ts";
import { type CatalogSection, notOfExtension } from "../catalog-section.ts";
import { address, SYSTEM_CATALOGS } from "../system-catalogs.ts";

/** `LABEL = function`, unless there is none. */
function named(label: string, column: string): string {
  return `CASE WHEN ${column} <> 0 THEN '${label} = ' || ${column} END`;
}

/** How much a final function may change its state; what is usual for the kind of aggregate is left out. */
function modify(label: string, column: string): string {
  return `CASE WHEN ${column} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END
    THEN '${label} = ' || CASE ${column} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END`;
}

/** Aggregates. The server has no function that writes their definitions, so they are put together here. */
export const aggregatesSection: CatalogSection = {
  name: "aggregates",
  when: "EXISTS (SELECT FROM pg_catalog.pg_aggregate WHERE aggfnoid::oid >= 16384)",
  sql: `SELECT p.oid, wanted.name AS schema, p.proname AS name, pg_catalog.oidvectortypes(p.proargtypes) AS arguments,
      format('CREATE AGGREGATE %I.%I(%s) (%s)', wanted.name, p.proname,
        coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*'), concat_ws(', ',
        'SFUNC = ' || a.aggtransfn, 'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
        CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
        ${named("FINALFUNC", "a.aggfinalfn")}, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
        ${modify("FINALFUNC_MODIFY", "a.aggfinalmodify")},
        ${named("COMBINEFUNC", "a.aggcombinefn")}, ${named("SERIALFUNC", "a.aggserialfn")},
        ${named("DESERIALFUNC", "a.aggdeserialfn")}, 'INITCOND = ' || quote_literal(a.agginitval),
        ${named("MSFUNC", "a.aggmtransfn")}, ${named("MINVFUNC", "a.aggminvtransfn")},
        CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(a.aggmtranstype, NULL) END,
        CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END,
        ${named("MFINALFUNC", "a.aggmfinalfn")}, CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
        ${modify("MFINALFUNC_MODIFY", "a.aggmfinalmodify")},
        'MINITCOND = ' || quote_literal(a.aggminitval),
        (SELECT format('SORTOP = OPERATOR(%I.%s)', n.nspname, o.oprname) FROM pg_catalog.pg_operator o
          JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
        CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
        CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)) AS sql
    FROM pg_catalog.pg_aggregate a
    JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
    JOIN wanted ON wanted.oid = p.pronamespace
    WHERE ${notOfExtension("pg_proc", "p.oid")}`,
  read(row, { draft }) {
    const path = [text(row, "schema"), text(row, "name")];
    const id = objectId("aggregate", path, `(${text(row, "arguments")})`);
    const home = address(SYSTEM_CATALOGS.function, text(row, "oid"));
    const needs = [objectId("schema", path.slice(0, 1))];
    draft.add({ id, kind: "aggregate", path, definition: { sql: text(row, "sql") } }, home, needs);
  },
};
