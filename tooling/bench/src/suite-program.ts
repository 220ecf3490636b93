// Measures one suite, in a process in which no other was measured.
import { parseArgs } from "node:util";
import { loadSuite } from "./load-suite.ts";
import type { ResultTable } from "./report/result-table.ts";
import type { SuiteName } from "./suite.ts";

/** What it tells who started it: how far it is, and at its end the tables. */
export interface SuiteMessage {
  readonly progress?: string;
  readonly tables?: readonly ResultTable[];
}

function tell(message: SuiteMessage): void {
  process.send?.(message);
}

const { values, positionals } = parseArgs({ options: { rounds: { type: "string" } }, allowPositionals: true });
const suite = await loadSuite(positionals[0] as SuiteName); // given by who starts it
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
tell({ tables: await suite({ rounds, say: (progress) => tell({ progress }) }) });
