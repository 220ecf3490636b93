import type { MigrationPreview, PreviewQuestion, PreviewRefusal, PreviewStep } from "./migration-preview.ts";

/**
 * Writes a preview as text for people: every step with its statements, its lock and its rows, whether it can be taken
 * back, what is refused, and what has to be answered.
 *
 * @param preview the preview
 * @returns lines without colours; the same for the same preview
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { migrateModels, renderPreview } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const { preview } = await migrateModels(connection, { tables: [] }, { dryRun: true });
 * console.log(renderPreview(preview));
 * await connection.close();
 * ```
 */
export function renderPreview(preview: MigrationPreview): string {
  const { steps, refused, questions } = preview;
  if (steps.length + refused.length + questions.length === 0) return `${preview.target}: nothing to do`;
  return [
    headline(preview),
    ...steps.flatMap((step, index) => ["", ...stepLines(step, index + 1)]),
    ...(refused.length === 0 ? [] : ["", "Not done:", ...refused.flatMap(refusalLines)]),
    ...(questions.length === 0 ? [] : ["", "To be answered:", ...questions.flatMap(questionLines)]),
  ].join("\n");
}

function headline({ target, steps, transactions, riskLevel }: MigrationPreview): string {
  if (steps.length === 0) return `${target}: no steps`;
  return `${target}: ${count(steps.length, "step")} in ${count(transactions, "transaction")}, risk ${riskLevel}`;
}

function stepLines(step: PreviewStep, position: number): readonly string[] {
  const facts = [
    step.lock === undefined ? "no lock on a table in use" : `lock ${step.lock}`,
    step.rows === undefined ? "no rows" : step.rows === "unknown" ? "rows: unknown" : `${count(step.rows, "row")}`,
    { yes: "can be taken back", withBackup: "can be taken back with a backup", no: "cannot be taken back" }[
      step.reversible
    ],
  ];
  return [
    `${position}. ${step.id} [${step.riskLevel}]`,
    ...step.sql.map((sql) => `     ${sql.replaceAll("\n", "\n     ")};`),
    ...(step.includes ?? []).map((change) => `   with: ${change}`),
    `   ${facts.join(" · ")}`,
    ...(step.loss === undefined ? [] : [`   loses ${step.loss}`]),
    ...(step.because === undefined ? [] : [`   to make room for the ${step.because}`]),
  ];
}

function refusalLines({ object, reason, allow }: PreviewRefusal): readonly string[] {
  const way = allow === undefined ? [] : [`    to do it: allow: [${JSON.stringify(allow)}]`];
  return [`  - ${object}: ${reason}`, ...way];
}

function questionLines({ message, rename, allow }: PreviewQuestion): readonly string[] {
  return [
    `  - ${message}`,
    `    renamed: renames: { ${JSON.stringify(rename.from)}: ${JSON.stringify(rename.to)} }, or renamedFrom in the model`,
    `    two things, the old one goes: allow: [${JSON.stringify(allow)}]`,
    `    two things, both stay: db.migrations.answer({ separate: ${JSON.stringify(rename.from)} })`,
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
