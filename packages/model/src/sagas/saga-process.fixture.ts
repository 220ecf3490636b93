// A process that runs a saga and can be killed at each place between two statements: `node saga-process.mjs <URL> <how it ends>`.
import { LocalRuntime } from "@dataflow/core";
import { connect } from "@dataflow/database";
import { reachPlace, watchPlaces } from "@dataflow-tooling/vitest/faults";
import { DataFlow } from "../dataflow/dataflow.ts";
import { models, sagaWorkflow } from "./transfer-saga.fixture.ts";

const [url = "", ending = "completed"] = process.argv.slice(2);
const connection = watchPlaces(connect(url), ({ isInTransaction }) =>
  reachPlace(isInTransaction ? "inside" : "outside"),
);
const db = new DataFlow(undefined, { models, connection });
try {
  await new LocalRuntime().execute(sagaWorkflow(db, ending === "completed"));
} catch (error) {
  if (ending === "completed") throw error;
}
await db.close();
process.disconnect();
