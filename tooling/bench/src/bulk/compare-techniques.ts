import { RATE_COLUMNS } from "../report/rate-rows.ts";
import type { ResultRow, ResultTable } from "../report/result-table.ts";
import type { BulkTable } from "./bulk-table.ts";
import type { BulkTarget } from "./bulk-targets.ts";

/** A library's techniques with the table that they work on. */
export interface Contender<Techniques> {
  readonly techniques: Techniques;
  readonly table: BulkTable;
}

/** What is compared on a database. */
export interface TechniqueComparison<Techniques, Operation extends string> {
  /** Open a library each, on a database of its own that has an empty table of users: those by hand, and DataFlow's last. */
  readonly openings: readonly ((place: { readonly url: string; readonly plain: string }) => Promise<Techniques>)[];
  /** In the order of the tables. */
  readonly operations: readonly Operation[];
  /** What the tables call the operations. */
  readonly titles: Readonly<Record<Operation, string>>;
  /** Measures one operation; its title tells how far the suite is. */
  readonly measure: (
    operation: Operation,
    contenders: readonly Contender<Techniques>[],
    title: string,
  ) => Promise<readonly ResultRow[]>;
}

/**
 * Measures operations with the techniques of several libraries, all open at once.
 *
 * @param target the database
 * @param comparison the libraries and the operations
 * @returns a table for each operation
 */
export async function compareTechniques<Techniques extends { readonly close: () => unknown }, Operation extends string>(
  target: BulkTarget,
  { openings, operations, titles, measure }: TechniqueComparison<Techniques, Operation>,
): Promise<readonly ResultTable[]> {
  const databases = await target.open();
  const contenders: Contender<Techniques>[] = [];
  try {
    for (const open of openings) {
      const place = await databases.create();
      contenders.push({ table: await target.table(place.plain), techniques: await open(place) });
    }
    const tables: ResultTable[] = [];
    for (const operation of operations) {
      const title = `${target.name}: ${titles[operation]}`;
      const rows = await measure(operation, contenders, title);
      tables.push({ title, columns: RATE_COLUMNS, rows, notes: [databases.facts] });
    }
    return tables;
  } finally {
    for (const { techniques, table } of contenders) {
      await techniques.close();
      await table.close();
    }
    await databases.close();
  }
}
