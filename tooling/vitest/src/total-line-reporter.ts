import { writeFileSync, writeSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Prints the total as the very last line, alone: `12 passed, 0 failed, 1 skipped`. Whatever fails outside of a test
 * (a file that does not load, an error that nobody caught) counts as a failure.
 */
export class TotalLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      const failedTests = [...module.children.allTests("failed")].length;
      if (module.state() === "failed" && failedTests === 0) count.failed += 1;
    }
    report({ passed: count.passed, failed: count.failed, skipped: count.skipped + count.pending });
  }
}

interface Total {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function report(total: Total): void {
  // Whoever runs more than these tests adds them up and prints the last line itself.
  const file = process.env.DATAFLOW_TOTAL_FILE;
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify(total));
    return;
  }
  const line = `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`;
  // At the exit, so that it comes after what other reporters and the teardown print.
  process.once("exit", () => {
    writeSync(1, line);
  });
}
