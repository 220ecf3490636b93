import { assertFacts, type BulkTable, factsAfter, inputOf, rowsBefore } from "../bulk/bulk-table.ts";
import { BULK_TARGETS, BULK_TITLES, type BulkTarget } from "../bulk/bulk-targets.ts";
import type { BulkTechniques, OpenTechniques, TechniqueLists } from "../bulk/bulk-techniques.ts";
import { dataflowTechniques } from "../bulk/dataflow-techniques.ts";
import { interleavedRounds, type Variant } from "../measure/interleaved-rounds.ts";
import { median } from "../measure/statistics.ts";
import type { Peer } from "../peers/peer.ts";
import { columnChart } from "../report/bar-chart.ts";
import { atLeast, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { absentRows, besidePeers, type Comparison, comparisonNotes } from "./beside-peers.ts";

const ROWS = 20_000;
const ROUNDS = 5;

const COLUMNS = [
  { name: "rows/s", digits: 0 },
  { name: "of the fastest library", digits: 2 },
  { name: "CPU µs/row", digits: 1 },
] as const;

const OPERATIONS = ["insert", "upsert", "updateEach", "deleteByIds"] as const;
type Operation = (typeof OPERATIONS)[number];

/** Whose technique it is. */
type Owner = "by hand" | "ours" | "peer";

interface Contender {
  readonly owner: Owner;
  readonly techniques: BulkTechniques;
  readonly table: BulkTable;
}

/** A technique with what it was measured on. */
interface Measured {
  readonly owner: Owner;
  /** Whether it does less than the operation. */
  readonly isBound: boolean;
  readonly label: string;
  readonly rate: number;
  readonly processorTime: number;
}

/**
 * Bulk operations by hand, by DataFlow and by other libraries, in one run.
 *
 * @param settings how often
 * @returns a table for each database and operation, the fastest first
 */
export function bulkPeersSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  return besidePeers(BULK_TARGETS, settings, measureTarget);
}

async function measureTarget(comparison: Comparison<BulkTarget>): Promise<readonly ResultTable[]> {
  const { target, peers, databases, settings, closeLater } = comparison;
  const contenders: Contender[] = [];
  for (const [owner, open] of openings(target, peers)) {
    const place = await databases.create();
    const table = await target.table(place.plain);
    const techniques = await open(place);
    closeLater(() => techniques.close());
    closeLater(() => table.close());
    contenders.push({ owner, table, techniques });
  }
  const tables: ResultTable[] = [];
  for (const operation of OPERATIONS) {
    settings.say(`bulk-peers: ${target.name}, ${BULK_TITLES[operation]}`);
    const measured = await measureOperation(operation, contenders, settings);
    const goal = operation === "deleteByIds" ? undefined : target.timesPeers;
    const rows = [...rowsOf(measured, goal), ...absentRows(comparison)];
    tables.push({
      title: `${target.name}, beside other libraries: ${BULK_TITLES[operation]}`,
      columns: COLUMNS,
      rows,
      notes: [
        ...(operation === "insert" ? comparisonNotes(comparison) : []),
        ...(goal === undefined ? [] : [ceilingNote(measured)]),
      ],
      chart: columnChart("rows/s", COLUMNS, rows),
    });
  }
  return tables;
}

function openings({ key, byHand }: BulkTarget, peers: readonly Peer[]): readonly (readonly [Owner, OpenTechniques])[] {
  const theirs = peers.flatMap((peer): (readonly [Owner, OpenTechniques])[] => {
    const driver = peer[key];
    return typeof driver === "string" ? [] : [["peer", driver.bulk]];
  });
  return [["by hand", byHand], ["ours", dataflowTechniques], ...theirs];
}

async function measureOperation<Name extends Operation>(
  operation: Name,
  contenders: readonly Contender[],
  { rounds = ROUNDS }: SuiteSettings,
): Promise<readonly Measured[]> {
  const variants: (Variant & Pick<Measured, "owner" | "isBound"> & { readonly rows: number })[] = [];
  for (const { owner, techniques, table } of contenders) {
    const lists: TechniqueLists = techniques;
    for (const { label, run, rows = ROWS, isBound = false } of lists[operation] ?? []) {
      const input = inputOf(rows)[operation];
      const before = rowsBefore(operation, rows);
      await table.fill(before);
      await run(input);
      assertFacts(label, await table.facts(), factsAfter(operation, rows));
      const shown = rows === ROWS ? label : `${label} (${rows.toLocaleString("en-GB")} rows)`;
      variants.push({ label: shown, owner, isBound, rows, prepare: () => table.fill(before), run: () => run(input) });
    }
  }
  const samples = await interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 1 });
  return samples.map(({ label, times, processorTimes }, index) => {
    const { owner = "peer", rows = ROWS, isBound = false } = variants[index] ?? {};
    return {
      owner,
      isBound,
      label,
      rate: (rows * 1_000_000) / median(times),
      processorTime: median(processorTimes) / rows,
    };
  });
}

function fastestPeer(measured: readonly Measured[]): number {
  return Math.max(...measured.filter(({ owner }) => owner === "peer").map(({ rate }) => rate));
}

/** How far anybody gets: a goal beyond that cannot be reached by writing the client better. */
function ceilingNote(measured: readonly Measured[]): string {
  const times = ({ rate, label }: Measured) => `${(rate / fastestPeer(measured)).toFixed(2)} times as fast (${label})`;
  const byHand = measured.filter(({ owner }) => owner === "by hand").toSorted((one, other) => other.rate - one.rate);
  const best = byHand.find(({ isBound }) => !isBound);
  const bound = byHand.find(({ isBound }) => isBound);
  const notes = [
    ...(best === undefined ? [] : [`Beside the fastest library, the best way by hand is ${times(best)}.`]),
    ...(bound === undefined ? [] : [`What nothing that sends the rows can exceed is ${times(bound)}.`]),
  ];
  return notes.join(" ");
}

function rowsOf(measured: readonly Measured[], goal: number | undefined): readonly ResultRow[] {
  const fastest = fastestPeer(measured);
  return measured
    .toSorted((one, other) => other.rate - one.rate)
    .map(({ owner, label, rate, processorTime }) => ({
      label: owner === "by hand" ? `by hand: ${label}` : label,
      figures: [rate, rate / fastest, processorTime],
      ...(owner === "ours" && goal !== undefined ? { goal: atLeast(rate / fastest, goal, "×") } : {}),
    }));
}
