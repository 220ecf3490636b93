import type { DependencyDialect } from "../dependency-dialect.ts";

/** The server keeps `pg_depend` for everything but the bodies of functions that are texts. */
export const postgresDependencies: DependencyDialect = Object.freeze({
  isRecorded: () => true,
  mentions: (sql, name) =>
    [...sql.matchAll(/"((?:[^"]|"")*)"|[\p{L}_][\p{L}\p{N}_$]*/gu)].some(([plain, quoted]) =>
      quoted === undefined ? plain === name : quoted.replaceAll('""', '"') === name,
    ),
} satisfies DependencyDialect);
