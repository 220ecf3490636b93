// Run by Node's own test runner; see conformance-suites.test.ts.
import { after, describe, it } from "node:test";
import { connect } from "@dataflow/database";
import { createScratchDatabase, dropScratchDatabase } from "../index.ts";
import { conformanceSuites } from "../suites.ts";

const made: string[] = [];
after(async () => {
  for (const url of made) await dropScratchDatabase(url);
});

const openOnServer = async () => {
  const url = await createScratchDatabase(process.env.TEST_SERVER_URL ?? "");
  made.push(url);
  return connect(url);
};

conformanceSuites({ describe, it }, { name: "memory", open: async () => connect("sqlite::memory:") }, { runs: 10 });
conformanceSuites({ describe, it }, { name: "the server", open: openOnServer }, { runs: 10 });
