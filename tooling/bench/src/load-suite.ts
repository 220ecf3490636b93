import type { Suite, SuiteName } from "./suite.ts";

/** Suites are loaded when they run: what they measure is built before. */
const SUITES: Readonly<Record<SuiteName, () => Promise<Suite>>> = {
  runtime: async () => (await import("./suites/runtime-suite.ts")).runtimeSuite,
  operations: async () => (await import("./suites/operations-suite.ts")).operationsSuite,
  concurrency: async () => (await import("./suites/concurrency-suite.ts")).concurrencySuite,
  startup: async () => (await import("./suites/startup-suite.ts")).startupSuite,
  query: async () => (await import("./suites/query-suite.ts")).querySuite,
  pages: async () => (await import("./suites/pages-suite.ts")).pagesSuite,
  isolation: async () => (await import("./suites/isolation-suite.ts")).isolationSuite,
  "not-null": async () => (await import("./suites/not-null-suite.ts")).notNullSuite,
  peers: async () => (await import("./suites/peers-suite.ts")).peersSuite,
  "bulk-peers": async () => (await import("./suites/bulk-peers-suite.ts")).bulkPeersSuite,
  seeds: async () => (await import("./suites/seeds-suite.ts")).seedsSuite,
  linearity: async () => (await import("./suites/linearity-suite.ts")).linearitySuite,
  memory: async () => (await import("./suites/memory-suite.ts")).memorySuite,
  bulk: async () => (await import("./suites/bulk-suite.ts")).bulkSuite,
  streams: async () => (await import("./suites/streams-suite.ts")).streamsSuite,
  catalog: async () => (await import("./suites/catalog-suite.ts")).catalogSuite,
};

/**
 * Loads a suite.
 *
 * @param name its name
 * @returns the suite
 */
export function loadSuite(name: SuiteName): Promise<Suite> {
  return SUITES[name]();
}
