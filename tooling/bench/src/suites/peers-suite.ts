import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, quantile, roundRatios } from "../measure/statistics.ts";
import type { Peer, PeerDriver } from "../peers/peer.ts";
import { columnChart } from "../report/bar-chart.ts";
import type { ResultRow, ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { methodUsers, nodeUsers } from "../users/model-users.ts";
import { postgresUsers } from "../users/postgres-users.ts";
import { sqliteUsers } from "../users/sqlite-users.ts";
import type { UserAccess } from "../users/user-access.ts";
import { postgresDatabases, sqliteDatabases } from "../users/user-databases.ts";
import { absentRows, besidePeers, type ComparedTarget, type Comparison, comparisonNotes } from "./beside-peers.ts";
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

interface Target extends ComparedTarget {
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
export function peersSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  return besidePeers(TARGETS, settings, measureTarget);
}

async function measureTarget(comparison: Comparison<Target>): Promise<readonly ResultTable[]> {
  const { target, peers, databases, settings, closeLater } = comparison;
  const users: SeededUsers[] = [];
  for (const open of waysOf(target, peers)) {
    const seeded = await seed(await open(await databases.create()));
    closeLater(() => seeded.access.close());
    users.push(seeded);
  }
  const tables: ResultTable[] = [];
  for (const operation of COMPARED) {
    settings.say(`peers: ${target.name}, ${operation.name}`);
    const samples = await interleavedRounds({
      variants: users.map(operation.variant),
      rounds: settings.rounds ?? ROUNDS,
      batchSize: BATCH_SIZE,
      warmUpRounds: target.warmUpRounds,
    });
    const rows = [...rowsOf(samples), ...absentRows(comparison)];
    tables.push({
      title: `${target.name}, beside other libraries: ${operation.name}`,
      columns: COLUMNS,
      rows,
      notes: operation === COMPARED[0] ? comparisonNotes(comparison) : [],
      chart: columnChart("ratio", COLUMNS, rows),
    });
  }
  return tables;
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
