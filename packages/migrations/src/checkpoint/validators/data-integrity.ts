import { indexCatalog } from "../../catalog/catalog.ts";
import { definitionHash } from "../../catalog/catalog-fingerprint.ts";
import { displayName, objectId } from "../../catalog/object-id.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { SchemaSnapshot } from "../../snapshot/schema-snapshot.ts";
import { catalogChecksums } from "../../snapshot/table-checksum.ts";
import type { Validator } from "../validator.ts";

/** Whether the rows of columns that did not change are those from before. */
export const dataIntegrity: Validator = {
  name: "data_integrity",
  question: "Do untouched columns hold what they held before?",
  async check({ connection, baseline }) {
    const catalog = await readCatalog(connection);
    const now = await catalogChecksums(connection, catalog);
    const problems: string[] = [];
    let columns = 0;
    for (const table of baseline.tableDefinitions) {
      const [before, after] = [baseline.checksums?.[table.id], now[table.id]];
      if (before === undefined || after === undefined) continue;
      const name = displayName(table.path);
      if (before.rows !== after.rows) problems.push(`${name} has ${after.rows} rows instead of ${before.rows}`);
      for (const column of untouched(baseline, catalog, table.path)) {
        columns += 1;
        if (before.rows !== after.rows || before.columns[column] === after.columns[column]) continue;
        problems.push(`values of ${name}.${column} are not those from before`);
      }
    }
    return { problems, figures: { tables: baseline.tableDefinitions.length, comparedColumns: columns } };
  },
};

/** Columns whose definition is the same on both sides. */
function untouched(
  baseline: SchemaSnapshot,
  catalog: SchemaSnapshot["catalog"],
  table: readonly string[],
): readonly string[] {
  const now = indexCatalog(catalog);
  return baseline.catalog.objects.flatMap((object) => {
    const name = object.path.at(-1) ?? "";
    if (object.kind !== "column" || object.id !== objectId("column", [...table, name])) return [];
    const later = now.get(object.id);
    return later !== undefined && definitionHash(later) === definitionHash(object) ? [name] : [];
  });
}
