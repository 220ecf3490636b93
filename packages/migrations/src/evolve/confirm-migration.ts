import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { MigrationPreview } from "../report/migration-preview.ts";
import { renderPreview } from "../report/render-preview.ts";
import { isAbove } from "../report/risk-level.ts";
import type { MigrateOptions } from "./migrate-options.ts";

/** Where a person is asked. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** The terminal of this process, if a person sits at it. */
export function ownTerminal(): Terminal | undefined {
  return process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : undefined;
}

/**
 * Makes sure that a migration may be done.
 *
 * @param preview what would be done
 * @param options what was said about it
 * @param terminal where to ask, if anywhere
 * @throws MIGRATION.RENAME_UNDECIDED when an object may have been renamed
 * @throws MIGRATION.RISK_TOO_HIGH when a step is riskier than it may be
 * @throws MIGRATION.CONFIRMATION_NEEDED when nobody confirmed it
 */
export async function confirmMigration(
  preview: MigrationPreview,
  options: MigrateOptions,
  terminal: Terminal | undefined,
): Promise<void> {
  if (preview.questions.length > 0) throw undecided(preview);
  if (preview.steps.length === 0) return;
  const { maxRiskLevel = "CRITICAL", autoConfirm = false } = options;
  if (isAbove(preview.riskLevel, maxRiskLevel)) throw tooRisky(preview, maxRiskLevel);
  if (autoConfirm) return;
  if (terminal === undefined) throw unconfirmed(preview, "there is no terminal to ask at");
  if (!(await ask(preview, terminal))) throw unconfirmed(preview, "the answer was no");
}

async function ask(preview: MigrationPreview, { input, output }: Terminal): Promise<boolean> {
  const questions = createInterface({ input, output });
  try {
    output.write(`${renderPreview(preview)}\n\n`);
    const answer = await questions.question("Apply these steps? [y/N] ");
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    questions.close();
  }
}

function undecided({ target, questions }: MigrationPreview): Error {
  const readings = questions.map(
    ({ message, rename, allow }) =>
      `- ${message}\n  renamed: renames: { ${JSON.stringify(rename.from)}: ${JSON.stringify(rename.to)} }; not: allow: [${JSON.stringify(allow)}]`,
  );
  return migrationErrors.create("RENAME_UNDECIDED", {
    message: `Objects of ${target} may have been renamed:\n${readings.join("\n")}`,
    why: "a guess could lose the data, so nothing was done",
    fix: "say renamedFrom in the model, pass renames or allow as shown, or record it with db.migrations.answer()",
    meta: { questions: questions.map(({ rename }) => rename) },
  });
}

function tooRisky({ target, steps, riskLevel }: MigrationPreview, limit: string): Error {
  const worst = steps.filter((step) => step.riskLevel === riskLevel).map(({ id }) => id);
  return migrationErrors.create("RISK_TOO_HIGH", {
    message: `The migration of ${target} has steps of risk ${riskLevel}, and ${limit} is the most that may be taken: ${worst.join(", ")}`,
    why: "maxRiskLevel keeps a run without people from doing what people should look at",
    fix: `look at the preview (dryRun: true), then add maxRiskLevel: "${riskLevel}"`,
    meta: { riskLevel, maxRiskLevel: limit, steps: worst },
  });
}

function unconfirmed({ target, steps, riskLevel }: MigrationPreview, reason: string): Error {
  return migrationErrors.create("CONFIRMATION_NEEDED", {
    message: `${steps.length} steps on ${target} were not confirmed: ${reason}`,
    why: "a schema is not changed without anybody's word",
    fix: `look at the preview (dryRun: true), then add autoConfirm: true${riskLevel === "LOW" ? "" : ` and maxRiskLevel: "${riskLevel}"`}`,
    meta: { steps: steps.map(({ id }) => id), riskLevel },
  });
}
