export { matchesDocument, runPipeline } from "@dataflow/testing/reference";
export { databases, type TestDatabase } from "./databases.ts";
