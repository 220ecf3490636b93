export { type PostgresServer, startPostgres } from "@dataflow/testing";
export { matchesDocument, matchesSearch, runPipeline } from "@dataflow/testing/reference";
export { databases, type TestDatabase } from "./databases.ts";
