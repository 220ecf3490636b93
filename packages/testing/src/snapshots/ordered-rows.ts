import type { AnyModelDefinition } from "@dataflow/model";
import { generatedFields } from "./generated-fields.ts";
import { type PlainValue, plainValue } from "./plain-value.ts";

/** All rows of a model. */
export interface TableRows {
  readonly definition: AnyModelDefinition;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

type Row = TableRows["rows"][number];

/** So many references away, a row may differ from another one and be told from it. */
const DEPTH = 3;

/**
 * Orders rows by what does not differ from run to run: their own values, and then those of the rows that they refer to.
 * Rows that are alike in all of that keep the order in which they were read.
 *
 * @param tables the tables
 * @returns the tables with their rows in order
 */
export function orderTables(tables: readonly TableRows[]): readonly TableRows[] {
  let signatures = new Map<Row, string>();
  for (const { definition, rows } of tables) {
    const own = steadyFields(definition);
    for (const row of rows) signatures.set(row, JSON.stringify(own.map((name): PlainValue => plainValue(row[name]))));
  }
  for (let depth = 0; depth < DEPTH; depth++) signatures = refined(tables, signatures);
  return tables.map(({ definition, rows }) => ({
    definition,
    rows: [...rows].sort((a, b) => compareTexts(signatures.get(a) ?? "", signatures.get(b) ?? "")),
  }));
}

/** The fields that say the same in every run and are no references to what does not. */
function steadyFields(definition: AnyModelDefinition): readonly string[] {
  const generated = generatedFields(definition);
  const referring = new Set(definition.references().map(({ field }) => field));
  return [...definition.fields.keys()].filter((name) => !generated.has(name) && !referring.has(name));
}

function refined(tables: readonly TableRows[], signatures: ReadonlyMap<Row, string>): Map<Row, string> {
  const next = new Map(signatures);
  for (const { definition, rows } of tables) {
    for (const { field, target, targetField } of definition.references()) {
      const targets = new Map(
        tables
          .filter((table) => table.definition === target)
          .flatMap((table) => table.rows)
          .map((row) => [JSON.stringify(plainValue(row[targetField])), signatures.get(row) ?? ""]),
      );
      for (const row of rows) {
        const found = targets.get(JSON.stringify(plainValue(row[field])));
        next.set(row, `${next.get(row)}\n${found ?? (row[field] === null ? "none" : "outside")}`);
      }
    }
  }
  return next;
}

/** By code unit: the same on every machine. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
