export { type PostgresServer, startPostgres } from "@dataflow/testing-base";
export { matchesDocument, matchesSearch, runPipeline } from "@dataflow/testing-base/reference";
export { databases, type TestDatabase } from "./databases.ts";
