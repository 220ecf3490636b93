import type { DialectName } from "@dataflow/core";
import type { OpenSource } from "../context/database-source.ts";
import type { TestIsolation } from "../context/test-database-options.ts";
import { clonedServerSource } from "./postgres/cloned-server-source.ts";
import { sharedServerSource } from "./postgres/shared-server-source.ts";
import { copiedFileSource } from "./sqlite/copied-file-source.ts";
import { sharedMemorySource } from "./sqlite/shared-memory-source.ts";

/** Where tests that name no database run. */
export const DEFAULT_TEST_URL = "sqlite::memory:";

/** How each dialect isolates. */
export const databaseSources: Readonly<Record<DialectName, Readonly<Record<TestIsolation, OpenSource>>>> =
  Object.freeze({
    postgres: Object.freeze({ savepoint: sharedServerSource, database: clonedServerSource }),
    sqlite: Object.freeze({ savepoint: sharedMemorySource, database: copiedFileSource }),
  });
