import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, quantile, roundRatios } from "../measure/statistics.ts";
import { loadPeers, versionOf } from "../peers/load-peers.ts";
import type { Peer, PeerDriver } from "../peers/peer.ts";
import { columnChart } from "../report/bar-chart.ts";
import type { ResultRow, ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { methodUsers, nodeUsers } from "../users/model-users.ts";
import { postgresUsers } from "../users/postgres-users.ts";
import { sqliteUsers } from "../users/sqlite-users.ts";
import type { UserAccess } from "../users/user-access.ts";
import { postgresDatabases, sqliteDatabases, type UserDatabases } from "../users/user-databases.ts";
import { OPERATIONS, type SeededUsers, seed } from "./operations-suite.ts";

/** Of a thousand rows the decoding is measured, in the suite `operations`. */
const COMPARED = OPERATIONS.filter(({ name }) => name !== "list of 1,000");
const ROUNDS = 60;
const BATCH_SIZE = 20;

const COLUMNS = [
  { name: "µs", digits: 1 },
  { name: "ratio", digits: 2 },
  { name: "quartiles from", digits: 2 },
  { name: "to", digits: 2 },
  { name: "CPU µs", digits: 1 },
] as const;

interface Target {
  readonly name: string;
  readonly key: "postgres" | "sqlite";
  readonly open: () => Promise<UserDatabases>;
  readonly plain: (place: string) => UserAccess;
  /** So many that the compiler is done with what takes microseconds: two hundred operations are not enough for it. */
  readonly warmUpRounds: number;
}

const TARGETS: readonly Target[] = [
  { name: "SQLite", key: "sqlite", open: sqliteDatabases, plain: sqliteUsers, warmUpRounds: 100 },
  { name: "PostgreSQL", key: "postgres", open: postgresDatabases, plain: postgresUsers, warmUpRounds: 20 },
];

/**
 * Single operations by the plain driver, by DataFlow and by other libraries, in one run.
 *
 * @param settings how often
 * @returns a table for each database and operation, the fastest first
 */
export async function peersSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const peers = await loadPeers(settings.say);
  const tables: ResultTable[] = [];
  for (const target of TARGETS) tables.push(...(await measureTarget(target, peers, settings)));
  return tables;
}

async function measureTarget(
  target: Target,
  peers: readonly Peer[],
  settings: SuiteSettings,
): Promise<readonly ResultTable[]> {
  const databases = await target.open();
  const users: SeededUsers[] = [];
  try {
    for (const open of waysOf(target, peers)) users.push(await seed(await open(await databases.create())));
    const tables: ResultTable[] = [];
    for (const operation of COMPARED) {
      settings.say(`peers: ${target.name}, ${operation.name}`);
      const samples = await interleavedRounds({
        variants: users.map(operation.variant),
        rounds: settings.rounds ?? ROUNDS,
        batchSize: BATCH_SIZE,
        warmUpRounds: target.warmUpRounds,
      });
      const notes = operation === COMPARED[0] ? [databases.facts, peerLine(peers), ...absences(target.key, peers)] : [];
      const rows = [...rowsOf(samples), ...absentRows(target.key, peers)];
      tables.push({
        title: `${target.name}, beside other libraries: ${operation.name}`,
        columns: COLUMNS,
        rows,
        notes,
        chart: columnChart("ratio", COLUMNS, rows),
      });
    }
    return tables;
  } finally {
    for (const { access } of users) await access.close();
    await databases.close();
  }
}

type OpenAccess = (place: { readonly url: string; readonly plain: string }) => UserAccess | Promise<UserAccess>;

/** The plain driver first, then DataFlow's two ways, then the peers'. */
function waysOf({ key, plain }: Target, peers: readonly Peer[]): readonly OpenAccess[] {
  return [
    (place) => plain(place.plain),
    async ({ url }) => ({ ...(await methodUsers(url)), label: OURS[0] }),
    async ({ url }) => ({ ...(await nodeUsers(url)), label: OURS[1] }),
    ...peers.flatMap((peer) => driverOf(peer, key)?.accesses ?? []),
  ];
}

const OURS = ["DataFlow, method", "DataFlow, workflow"] as const;

function driverOf(peer: Peer, key: Target["key"]): PeerDriver | undefined {
  const driver = peer[key];
  return typeof driver === "string" ? undefined : driver;
}

/** What was compared with, in one line. */
export function peerLine(peers: readonly Peer[]): string {
  return `Beside ${peers.map((peer) => `${peer.name} ${versionOf(peer)}`).join(", ")}.`;
}

/** Who is left out on a database, and why. */
export function absences(key: "postgres" | "sqlite", peers: readonly Peer[]): readonly string[] {
  return peers.flatMap((peer) => (typeof peer[key] === "string" ? [`– ${peer.name}: ${peer[key]}.`] : []));
}

/** A row without figures for each of them. */
export function absentRows(key: "postgres" | "sqlite", peers: readonly Peer[]): readonly ResultRow[] {
  return peers
    .filter((peer) => typeof peer[key] === "string")
    .map(({ name }) => ({ label: name, figures: [], isAbsent: true }));
}

function rowsOf(samples: readonly VariantSamples[]): readonly ResultRow[] {
  const [base] = samples;
  if (base === undefined) throw new Error("there is nothing to compare with");
  const compared = samples.map((variant) => ({ variant, ratios: roundRatios(variant.times, base.times) }));
  const isOurs = ({ label }: VariantSamples) => OURS.some((own) => own === label);
  const peers = compared.filter(({ variant }) => variant !== base && !isOurs(variant));
  const best = Math.min(...peers.map(({ ratios }) => median(ratios)));
  return compared
    .toSorted((one, other) => median(one.ratios) - median(other.ratios))
    .map(({ variant, ratios }) => ({
      label: variant.label,
      figures: [
        median(variant.times),
        median(ratios),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75),
        median(variant.processorTimes),
      ],
      ...(isOurs(variant) ? { goal: { text: "ahead of every library", isMet: median(ratios) < best } } : {}),
    }));
}
