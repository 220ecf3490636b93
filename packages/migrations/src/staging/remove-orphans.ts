import { stagingDialect } from "../dialects/staging-dialects.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { type EnvironmentRecord, forgetEnvironment, readEnvironments } from "../history/environment-record.ts";
import type { StagingHome } from "./create-environment.ts";

/** An environment whose owner is gone. */
export interface RemovedOrphan {
  readonly environmentId: string;
  readonly environmentName: string;
  /** The database or file that was removed; something that does not say that it is this environment is left alone. */
  readonly database: string;
  readonly outcome: "removed" | "was gone" | "left alone";
}

/**
 * Removes the environments whose owner has ended without doing so. Whoever is alive holds a claim that ends with its
 * process; nothing is removed without this claim, nor without the mark in the environment itself.
 *
 * @param place where environments are made
 * @returns what was found
 */
export async function removeOrphans(place: StagingHome): Promise<readonly RemovedOrphan[]> {
  const { home, directory } = place;
  await ensureBookkeeping(home);
  const noted = await readEnvironments(home);
  const ids = new Set(noted.map(({ id }) => id));
  const strays = await stagingDialect(home.dialect).strays(home, directory);
  const removed: RemovedOrphan[] = [];
  for (const record of [...noted, ...strays.filter(({ id }) => !ids.has(id))]) {
    const outcome = await removeIfOrphan(place, record);
    if (outcome === undefined) continue;
    const { id: environmentId, name: environmentName, place: database } = record;
    removed.push(Object.freeze({ environmentId, environmentName, database, outcome }));
  }
  return Object.freeze(removed);
}

async function removeIfOrphan(
  { home }: StagingHome,
  record: EnvironmentRecord,
): Promise<RemovedOrphan["outcome"] | undefined> {
  const dialect = stagingDialect(home.dialect);
  const hold = await dialect.tryHold(home, record);
  if (hold === undefined) return undefined;
  try {
    const state = await dialect.inspect(home, record);
    if (state === "marked" || state === "empty") await dialect.remove(home, record.place);
    // What somebody else has put there is nobody's orphan; it is not looked at again.
    await forgetEnvironment(home, record.id);
    return state === "foreign" ? "left alone" : state === "absent" ? "was gone" : "removed";
  } finally {
    await hold.release();
  }
}
