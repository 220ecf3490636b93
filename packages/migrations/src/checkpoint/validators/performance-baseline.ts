import { indexCatalog } from "../../catalog/catalog.ts";
import { displayName } from "../../catalog/object-id.ts";
import { unindexedForeignKeys } from "../../snapshot/constraint-findings.ts";
import { tableStatistics } from "../../snapshot/create-schema-snapshot.ts";
import type { Validator } from "../validator.ts";

/** Whether there is something to measure against, and nothing that is slow already. */
export const performanceBaseline: Validator = {
  name: "performance_baseline",
  question: "Can sizes be measured, and does every foreign key of a large table have an index?",
  async check({ connection, baseline, limits }) {
    const { catalog, checksums } = baseline;
    const objects = indexCatalog(catalog);
    const rows = new Map(Object.entries(checksums ?? {}).map(([id, checksum]) => [id, checksum.rows]));
    const slow = unindexedForeignKeys(catalog).filter((id) => {
      const count = rows.get(objects.get(id)?.parent ?? "") ?? Number.POSITIVE_INFINITY;
      return count >= limits.unindexedRows;
    });
    const sizes = Object.values(await tableStatistics(connection, catalog));
    return {
      problems: slow.map(
        (id) => `the foreign key ${displayName(objects.get(id)?.path ?? [])} has no index, and its table is large`,
      ),
      figures: {
        tables: sizes.length,
        bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
        rows: [...rows.values()].reduce((sum, count) => sum + count, 0),
      },
    };
  },
};
