import { loadPeers, versionOf } from "../peers/load-peers.ts";
import type { Peer } from "../peers/peer.ts";
import type { ResultRow, ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import type { UserDatabases } from "../users/user-databases.ts";

/** A database that DataFlow is measured on beside other libraries. */
export interface ComparedTarget {
  readonly name: string;
  readonly key: "postgres" | "sqlite";
  readonly open: () => Promise<UserDatabases>;
}

/** What is measured on one of them. */
export interface Comparison<Target> {
  readonly target: Target;
  readonly peers: readonly Peer[];
  readonly databases: UserDatabases;
  readonly settings: SuiteSettings;
  /** Has something closed after the measurement, before its database. */
  readonly closeLater: (close: () => unknown) => void;
}

/**
 * Measures on each database beside all libraries that are installed.
 *
 * @param targets the databases
 * @param settings how often, and who is told
 * @param measure measures on one of them
 * @returns the tables of all of them
 */
export async function besidePeers<Target extends ComparedTarget>(
  targets: readonly Target[],
  settings: SuiteSettings,
  measure: (comparison: Comparison<Target>) => Promise<readonly ResultTable[]>,
): Promise<readonly ResultTable[]> {
  const peers = await loadPeers(settings.say);
  const tables: ResultTable[] = [];
  for (const target of targets) {
    const databases = await target.open();
    const closes: (() => unknown)[] = [];
    try {
      const closeLater = (close: () => unknown): void => void closes.push(close);
      tables.push(...(await measure({ target, peers, databases, settings, closeLater })));
    } finally {
      for (const close of closes) await close();
      await databases.close();
    }
  }
  return tables;
}

/** What the first table of a database says: where it was measured, beside what, and who is left out and why. */
export function comparisonNotes({ target: { key }, peers, databases }: Comparison<ComparedTarget>): readonly string[] {
  const compared = peers.map((peer) => `${peer.name} ${versionOf(peer)}`).join(", ");
  const absent = peers.flatMap((peer) => (typeof peer[key] === "string" ? [`– ${peer.name}: ${peer[key]}.`] : []));
  return [databases.facts, `Beside ${compared}.`, ...absent];
}

/** A row without figures for each library that is left out. */
export function absentRows({ target: { key }, peers }: Comparison<ComparedTarget>): readonly ResultRow[] {
  return peers
    .filter((peer) => typeof peer[key] === "string")
    .map(({ name }) => ({ label: name, figures: [], isAbsent: true }));
}
