import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** What the figures were measured on. */
export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** Share of the processor time that others used just before, from 0 to 1. */
  readonly load: number;
  /** Name and version of what is measured and compared with. */
  readonly packages: Readonly<Record<string, string>>;
}

const BUSY = 0.15;
const LOOK_MS = 1_000;
const PACKAGES = ["@dataflow/all", "better-sqlite3", "pg"];

/** Looks at the machine for a second. */
export async function describeMachine(): Promise<Machine> {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    load: await measureLoad(),
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

/** Whether others use so much of the machine that its figures decide nothing. */
export function isBusy({ load }: Machine): boolean {
  return load > BUSY;
}

/** The machine in two lines, with a warning when somebody else is using it. */
export function machineLines({ node, platform, processor, cores, load, packages }: Machine): readonly string[] {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const state = load > BUSY ? "busy: no goal is judged; run again" : "quiet";
  return [
    `Node ${node}, ${platform}, ${cores} × ${processor}; ${versions.join(", ")}.`,
    `Before measuring, ${Math.round(load * 100)} % of the processors was in use: ${state}.`,
  ];
}

async function measureLoad(): Promise<number> {
  const before = processorTimes();
  await delay(LOOK_MS);
  const after = processorTimes();
  const total = after.total - before.total;
  return total === 0 ? 0 : 1 - (after.idle - before.idle) / total;
}

function processorTimes() {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, total };
}

function versionOf(name: string): string {
  // Every package measured here lets its package.json be read.
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  // npm and pnpm write this file, always with a version.
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}
