import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { countValues } from "../facts/count-facts.ts";
import { readTableFacts } from "../facts/read-table-facts.ts";
import type { TableFacts } from "../facts/table-facts.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import type { BackupStrategy, RemovalImpact, SoftDrop } from "./removal-plan.ts";

/** What a removal means, and how long its work took on the way to know. */
export interface MeasuredImpact {
  readonly impact: RemovalImpact;
  /** Undefined when it did not come to an end. */
  readonly readMs: number | undefined;
}

/** How a removal is done, as far as it matters for what it means. */
export interface ImpactChoice {
  readonly backupStrategy: BackupStrategy;
  readonly softDrop: SoftDrop | undefined;
}

/**
 * Counts what would go, and says how much can go wrong.
 *
 * @param connection the database
 * @param place the table and its column
 * @param choice what is put aside
 * @returns the figures with where they come from
 */
export async function removalImpact(
  connection: Connection,
  place: { readonly table: TableName; readonly column: string },
  choice: ImpactChoice,
): Promise<MeasuredImpact> {
  const facts = (await readTableFacts(connection, [place.table]))[0];
  const startedAt = performance.now();
  const values = await countValues(connection, place);
  const readMs = values.value === undefined ? undefined : performance.now() - startedAt;
  return {
    impact: {
      rows: facts?.rows.value ?? "unknown",
      values: values.value ?? "unknown",
      riskLevel: levelOf(values.value, choice),
      evidence: [values.evidence, ...evidenceOf(facts)],
    },
    readMs,
  };
}

function evidenceOf(facts: TableFacts | undefined): readonly Evidence[] {
  if (facts === undefined) return [];
  return [facts.rows.evidence, facts.activity.rowsWritten.evidence, facts.activity.reads.evidence];
}

/** A drop is high by itself; that nothing is lost makes it less, that nothing is put aside makes it more. */
function levelOf(values: number | undefined, { backupStrategy, softDrop }: ImpactChoice): RiskLevel {
  if (values === 0) return "LOW";
  if (softDrop !== undefined) return "MEDIUM";
  return backupStrategy === "NONE" ? "CRITICAL" : "HIGH";
}
