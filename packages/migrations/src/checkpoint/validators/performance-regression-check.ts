import { displayName } from "../../catalog/object-id.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { lostAccessPaths } from "../../snapshot/constraint-findings.ts";
import { tableStatistics } from "../../snapshot/create-schema-snapshot.ts";
import type { Validator } from "../validator.ts";

/** A few pages more are no growth. */
const SMALL_BYTES = 1_000_000;

/** Whether rows are found as they were found before, and tables have not grown beyond reason. */
export const performanceRegressionCheck: Validator = {
  name: "performance_regression_check",
  question: "Is every way to find rows still there, and no table much larger?",
  async check({ connection, baseline, limits }) {
    const catalog = await readCatalog(connection);
    const lost = lostAccessPaths(baseline.catalog, catalog);
    const now = await tableStatistics(connection, catalog);
    const grown = baseline.tableDefinitions.filter(({ id }) => {
      const [before, after] = [baseline.statistics?.[id]?.bytes, now[id]?.bytes];
      if (before === undefined || after === undefined) return false;
      return after > before * limits.growth && after - before > SMALL_BYTES;
    });
    return {
      problems: [
        ...lost.map((path) => `nothing finds rows by ${path.replace("table ", "")} any more`),
        ...grown.map(({ path }) => `${displayName(path)} has more than ${limits.growth} times its size`),
      ],
      figures: { lostAccessPaths: lost.length, grownTables: grown.length },
    };
  },
};
