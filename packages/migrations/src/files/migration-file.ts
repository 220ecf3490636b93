import type { Schema } from "@dataflow/core";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";

/** A migration as a file: a plan, and what the models were that it was made for. */
export interface MigrationFile {
  /** `"0001_add_notes"`: the number says the order. */
  readonly name: string;
  readonly plan: MigrationPlan;
  /** The tables of the models; the next migration knows by them what models have given up. */
  readonly models: Schema;
}

/**
 * Writes a migration as text.
 *
 * @param file the migration
 * @returns JSON that people can read, the same for the same migration
 */
export function printMigrationFile({ name, models, plan }: MigrationFile): string {
  return `${JSON.stringify(JSON.parse(canonicalJson({ format: 1, name, models, plan })), null, 2)}\n`;
}

/**
 * Reads what {@link printMigrationFile} wrote. That it is what was written is told by the sum of the directory.
 *
 * @param text the content of the file
 * @returns the migration
 */
export function parseMigrationFile(text: string): MigrationFile {
  const content: unknown = JSON.parse(text, reviveBigint);
  const isKnown = typeof content === "object" && content !== null && "format" in content && content.format === 1;
  if (!isKnown) throw new TypeError("the file is not a migration in a form that this version reads");
  return content as unknown as MigrationFile; // the sum of the directory says that it is what was written
}

/** What canonical JSON makes of a big integer. */
function reviveBigint(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "$bigint")) return value;
  return BigInt(String(Reflect.get(value, "$bigint")));
}

/**
 * The statements of a plan for people. What is applied is the plan.
 *
 * @param file the migration
 * @returns SQL with comments
 */
export function printMigrationSql({ name, plan }: MigrationFile): string {
  const lines = [`-- ${name}: for review. What is applied is ${name}.json.`];
  for (const { mode, steps } of plan.segments) {
    lines.push("", mode === "transactional" ? "BEGIN;" : "-- outside of a transaction");
    for (const { id, statements, lock, loss, reversal, backfill } of steps) {
      lines.push("", `-- ${id}${lock === undefined ? "" : ` (lock: ${lock})`}`);
      if (loss !== undefined) lines.push(`-- destroys: ${loss}`);
      if (reversal === "never") lines.push("-- cannot be taken back");
      lines.push(...statements.map((sql) => `${sql.trim().replace(/;$/, "")};`));
      if (backfill !== undefined) lines.push(`-- then fills rows in batches: SET ${backfill.set}`);
    }
    if (mode === "transactional") lines.push("", "COMMIT;");
  }
  return `${lines.join("\n")}\n`;
}
