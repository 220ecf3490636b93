import { randomUUID } from "node:crypto";
import { access, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect, type FileDatabaseDescription, parseDatabaseUrl } from "@dataflow/database";

/** Where the database of a test is: in memory, with these contents. */
export function memoryWith(image: Uint8Array | undefined): FileDatabaseDescription {
  const memory = { dialect: "sqlite", file: ":memory:" } as const;
  return image === undefined ? memory : { ...memory, image };
}

/**
 * The contents of the database of a URL.
 *
 * @param url a file, which is only read, or memory
 * @returns its contents; nothing for memory and for a file that does not exist
 */
export async function imageOfUrl(url: string): Promise<Uint8Array | undefined> {
  const description = parseDatabaseUrl(url);
  if (!("file" in description) || description.file === ":memory:") return undefined;
  if (description.mode === undefined && !(await exists(description.file))) return undefined;
  const connection = connect({ ...description, mode: "ro" });
  try {
    return await imageOf(connection);
  } finally {
    await connection.close();
  }
}

/**
 * The contents of an open database.
 *
 * @param connection the database, outside of any transaction
 * @returns what a file of it would hold
 */
export async function imageOf(connection: Connection): Promise<Uint8Array> {
  const file = join(tmpdir(), `dataflow-image-${randomUUID()}.db`);
  try {
    await connection.run(`VACUUM INTO '${file.replaceAll("'", "''")}'`);
    return await readFile(file);
  } finally {
    await rm(file, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
