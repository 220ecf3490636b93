import { type ImportOptions, importFlights, importWorkflow } from "./import-workflow.ts";
import { type FlightsDatabase, openDatabase } from "./models.ts";
import { printAnswers } from "./print-answers.ts";
import { whole } from "./print-table.ts";
import { createProgress, type ProgressStream } from "./progress.ts";
import { askQuestions, questionsWorkflow } from "./questions-workflow.ts";

/** What to run the example on, and where its texts go. */
export interface RunOptions {
  readonly databaseUrl: string;
  readonly limit: number;
  readonly signal: AbortSignal;
  /** The answers and the drawings: the same for the same flights, on every database and every time. */
  readonly answers: ProgressStream;
  /** What is different every time: where the data goes, how far that has come, how long it took. */
  readonly notes: ProgressStream;
}

/**
 * Imports the flights, asks the questions, and draws both workflows.
 *
 * @param options what to run on, and where texts go
 */
export async function run(options: RunOptions): Promise<void> {
  const db = openDatabase(options.databaseUrl);
  try {
    await importAndTell(db, options);
    const startedAt = performance.now();
    const answers = await askQuestions(db, options.signal);
    options.notes.write(`Answered in ${seconds(startedAt)}\n\n`);
    options.answers.write(printAnswers(answers));
    options.answers.write(
      `\nThe import as a workflow (Mermaid)\n${importWorkflow(db, importOptions(options)).toMermaid()}`,
    );
    options.answers.write(`\nThe questions as a workflow (Mermaid)\n${questionsWorkflow(db).toMermaid()}`);
  } finally {
    await db.close();
  }
}

async function importAndTell(db: FlightsDatabase, options: RunOptions): Promise<void> {
  const { notes } = options;
  notes.write(`Importing into ${db.connection.target}\n`);
  const startedAt = performance.now();
  const counts = await importFlights(db, importOptions(options));
  const line = (what: string, all: number, added: number) =>
    notes.write(`${whole(all)} ${what}: ${whole(added)} new, ${whole(all - added)} there already\n`);
  line("airports", counts.airports, counts.newAirports);
  line("flights", counts.flights, counts.newFlights);
  notes.write(`Imported in ${seconds(startedAt)}\n`);
}

function importOptions({ limit, signal, notes }: RunOptions): ImportOptions {
  return { limit, signal, startProgress: (total) => createProgress(notes, total) };
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
