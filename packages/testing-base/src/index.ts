export { testingErrors } from "./errors/testing-errors.ts";
export { type DatabaseCopies, databaseCopies } from "./postgres/database-copies.ts";
export type { PostgresServer, StartPostgresOptions } from "./postgres/postgres-server.ts";
export {
  createScratchDatabase,
  dropScratchDatabase,
  type ScratchDatabaseOptions,
} from "./postgres/scratch-database.ts";
export { startPostgres } from "./postgres/start-postgres.ts";
