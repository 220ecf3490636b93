import { LocalRuntime } from "@dataflow/all";
import { interleavedRounds, type Variant, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, quantile } from "../measure/statistics.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { GRAPH_SIZE, GRAPHS, NO_OPS } from "./no-op-workflows.ts";

const MICROSECONDS_PER_NODE = 2;

const COLUMNS = [
  { name: "µs/node", digits: 2 },
  { name: "quartile", digits: 2 },
  { name: "CPU µs/node", digits: 2 },
] as const;

/**
 * What the runtime adds to a node: graphs of 1,000 nodes that do nothing.
 *
 * @param settings how often
 * @returns microseconds for one node
 */
export async function runtimeSuite({ rounds = 80, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  say("runtime: three graphs, nodes that answer at once and later, with and without a listener");
  const variants = NO_OPS.flatMap(({ label, node }) =>
    GRAPHS.flatMap((graph) => graphVariants(`${graph.label}, ${label}`, graph.build(node))),
  );
  for (const { run } of variants) await run(0);
  const samples = await interleavedRounds({ variants, rounds, batchSize: 4, warmUpRounds: 20 });
  return [
    {
      title: `Workflow runtime, ${GRAPH_SIZE.toLocaleString("en-GB")} nodes that do nothing`,
      columns: COLUMNS,
      rows: samples.map(toRow),
      notes: ["Every node reads the result of the node before it. The goal is for nodes that answer at once."],
    },
  ];
}

function graphVariants(label: string, workflow: ReturnType<(typeof GRAPHS)[number]["build"]>): readonly Variant[] {
  const runtime = new LocalRuntime();
  const heard = { events: 0 };
  const onEvent = () => {
    heard.events += 1;
  };
  const listened = async () => {
    const before = heard.events;
    const { results } = await runtime.execute(workflow, { onEvent });
    // A start and an end for each node, and for the run.
    if (heard.events - before !== 2 * GRAPH_SIZE + 2) throw new Error(`${label}: ${heard.events - before} events`);
    expectAll(label, results);
  };
  const silent = async () => {
    const { results } = await runtime.execute(workflow);
    expectAll(label, results);
  };
  return [
    { label, run: silent },
    { label: `${label}, events`, run: listened },
  ];
}

/** A run that does less than it says would look fast. */
function expectAll(label: string, results: Readonly<Record<string, unknown>>): void {
  let count = 0;
  for (const _ in results) count += 1;
  if (count !== GRAPH_SIZE) throw new Error(`${label}: ${count} results`);
}

function toRow({ label, times, processorTimes }: VariantSamples): ResultRow {
  const perNode = times.map((time) => time / GRAPH_SIZE);
  const figures = [median(perNode), quantile(perNode, 0.25), median(processorTimes) / GRAPH_SIZE];
  const goal = atMost(median(perNode), MICROSECONDS_PER_NODE, " µs");
  return label.includes("async") ? { label, figures } : { label, figures, goal };
}
