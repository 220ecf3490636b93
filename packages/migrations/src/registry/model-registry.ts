import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { registryTables } from "../dialects/registry-tables.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import { contentHash } from "../snapshot/content-hash.ts";

/** A model as it is kept in a database. What it says is known to who wrote it. */
export interface RegistryEntry {
  readonly name: string;
  /** Plain data, big integers included. */
  readonly definition: unknown;
}

/** A model that was found in the registry of a database. */
export interface RegisteredEntry extends RegistryEntry {
  /** Counts the changes of the definition, from 1. */
  readonly version: number;
  /** By the clock of the database. */
  readonly updatedAt: string;
}

/** The work of the exported `readModelRegistry`, which says what it promises. */
export async function readModelRegistry(connection: Connection): Promise<readonly RegisteredEntry[]> {
  const table = registryTables[connection.dialect];
  if ((await connection.query(table.exists)).rowCount === 0) return [];
  const { rows } = await connection.query(
    `SELECT name, version, definition, updated_at FROM ${table.name} ORDER BY name`,
  );
  return rows.map(({ name, version, definition, updated_at: updatedAt }) => ({
    name: String(name),
    version: Number(version),
    definition: JSON.parse(String(definition), reviveBigint),
    updatedAt: String(updatedAt),
  }));
}

/** The work of the exported `writeModelRegistry`, which says what it promises. */
export async function writeModelRegistry(
  connection: Connection,
  entries: readonly RegistryEntry[],
): Promise<readonly string[]> {
  const table = registryTables[connection.dialect];
  const { now, placeholders } = migrationDialect(connection.dialect);
  if ((await connection.query(table.exists)).rowCount === 0) {
    await ensureBookkeeping(connection);
    await connection.transaction(async () => {
      for (const statement of table.create) await connection.run(statement);
    });
  }
  const { rows } = await connection.query(`SELECT name, checksum FROM ${table.name}`);
  const known = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const hashed = entries.map((entry) => ({ ...entry, checksum: contentHash(entry.definition) }));
  const changed = hashed.filter(({ name, checksum }) => known.get(name) !== checksum);
  for (const { name, checksum, definition } of changed) {
    await connection.query(
      placeholders(`INSERT INTO ${table.name} AS r (name, checksum, version, definition, updated_at)
        VALUES (?, ?, 1, ?, ${now}) ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum,
          version = r.version + 1, definition = excluded.definition, updated_at = excluded.updated_at`),
      [name, checksum, canonicalJson(definition)],
    );
  }
  return changed.map(({ name }) => name);
}

/** What canonical JSON makes of a big integer. */
function reviveBigint(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "$bigint")) return value;
  return BigInt(String(Reflect.get(value, "$bigint")));
}
