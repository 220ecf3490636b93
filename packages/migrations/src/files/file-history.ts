import type { Connection } from "@dataflow/database";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { asKnown, readOverlooked } from "../drift/overlooked.ts";
import { beginRecord, endRecord, type MigrationRecord, noteFingerprint } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { withMigrationLock } from "../lock/with-migration-lock.ts";
import { FILE_NAME } from "./migration-directory.ts";
import type { MigrationFile } from "./migration-file.ts";

/** The last record of a plan that was not given up. */
export function recordOf(file: MigrationFile, records: readonly MigrationRecord[]): MigrationRecord | undefined {
  return records.findLast(({ hash, state }) => hash === file.plan.hash && state !== "superseded");
}

/** Records of files that are not in the directory any more, or not as they were applied. */
export function strangeRecords(
  files: readonly MigrationFile[],
  records: readonly MigrationRecord[],
): readonly MigrationRecord[] {
  const known = new Set(files.map(({ plan }) => plan.hash));
  return records.filter(({ name, hash, state }) => FILE_NAME.test(name) && state === "applied" && !known.has(hash));
}

/**
 * Notes that migrations are applied, because the database is where the last of them leads, whoever brought it there.
 *
 * @param connection the database
 * @param files the migrations
 * @returns whether it is so
 */
export function adoptFiles(connection: Connection, files: readonly MigrationFile[]): Promise<boolean> {
  const request = {
    lockScope: "schema_modification",
    operationDescription: `noting ${files.length} migrations as applied`,
  } as const;
  return withMigrationLock(connection, request, (lock) =>
    connection.transaction(async () => {
      const catalog = await readCatalog(connection);
      const last = files.at(-1);
      const known = asKnown(catalog, await readOverlooked(connection, catalog));
      if (last === undefined || catalogFingerprint(known, last.plan.unspelled) !== last.plan.to) return false;
      for (const { name, plan } of files) {
        const { fencingToken } = lock;
        const record = await beginRecord(connection, { name, plan, before: catalog, from: plan.from, fencingToken });
        await noteFingerprint(connection, record.id, catalogFingerprint(catalog));
        await endRecord(connection, record.id, { state: "applied", after: catalog });
      }
      return true;
    }),
  );
}
