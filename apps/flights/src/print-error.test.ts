import { functionNode, LocalRuntime, WorkflowBuilder } from "@dataflow/all";
import { expect, test } from "vitest";
import { importFlights } from "./import-workflow.ts";
import { openDatabase } from "./models.ts";
import { printError } from "./print-error.ts";

async function failureOf(work: () => Promise<unknown>): Promise<string> {
  return printError(await work().catch((error: unknown) => error));
}

test("a database that is not there is told with its code, why, what to do, and where; without the password", async () => {
  const db = openDatabase("postgresql://me:secret@127.0.0.1:1/flights");
  const startProgress = () => ({ add: () => {}, end: () => {} });
  const told = await failureOf(() =>
    importFlights(db, { limit: 10, signal: new AbortController().signal, startProgress }),
  );
  expect(told).toMatch(
    /^DATABASE\.[A-Z_]+: .*127\.0\.0\.1:1.*\n {2}Why: .+\n {2}Fix: .+\n {2}In: {2}node "storeAirports"\n$/,
  );
  expect(told).not.toContain("secret");
});

test("an error of somebody else is told with the node it came from", async () => {
  const broken = functionNode(() => {
    throw new Error("The file is damaged");
  });
  const told = await failureOf(() => new LocalRuntime().execute(new WorkflowBuilder().addNode(broken, "read").build()));
  expect(told).toContain('RUNTIME.NODE_FAILED: Node "read"');
  expect(told).toContain("Error: The file is damaged");
});

test("what is no error at all is told as it is", () => {
  expect(printError("stop")).toBe("stop\n");
});
