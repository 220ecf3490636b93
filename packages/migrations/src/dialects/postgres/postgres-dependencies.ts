import type { DependencyDialect } from "../dependency-dialect.ts";

/** The server keeps `pg_depend` for everything but the bodies of functions that are texts. */
export const postgresDependencies: DependencyDialect = Object.freeze({ isRecorded: () => true });
