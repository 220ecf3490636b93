export {
  createScratchDatabase,
  dropScratchDatabase,
  type PostgresServer,
  type ScratchDatabaseOptions,
  type StartPostgresOptions,
  startPostgres,
  testingErrors,
} from "@dataflow/testing-base";
export { createTestContext } from "./context/create-test-context.ts";
export type { TestContext } from "./context/test-context.ts";
export { openTestDatabase, type TestDatabase } from "./context/test-database.ts";
export type { TestDatabaseOptions, TestIsolation } from "./context/test-database-options.ts";
export { fixtureErrors } from "./errors/fixture-errors.ts";
export { type BoundModel, type RowFactory, type RowFactoryOptions, rowFactory } from "./factory/row-factory.ts";
export type { FixtureRows } from "./fixtures/fixture-rows.ts";
export { type FixtureFiles, loadFixtures } from "./fixtures/load-fixtures.ts";
export { type MatchResult, rowMatchers } from "./matchers/row-matchers.ts";
export { tddModels } from "./models/tdd-models.ts";
export {
  type Measured,
  type PerformanceBudget,
  type PerformanceTest,
  performanceTest,
} from "./performance/performance-test.ts";
export type { RepeatBudget, Repeated, RepeatOptions } from "./performance/repeated-work.ts";
export type { RepeatedCall } from "./performance/time-ratio.ts";
export type { PlainValue } from "./snapshots/plain-value.ts";
export { type TableSnapshot, type TableSnapshotOptions, tableSnapshot } from "./snapshots/table-snapshot.ts";
