import { readFileSync } from "node:fs";

/** Optional dependencies stay outside of the bundle like all others; the bundler knows only the required ones. */
function optionalDependencies() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));
  return Object.keys(optionalDependencies);
}

/**
 * The one build preset of the repository: ESM and CommonJS with declarations for both, from the same source.
 *
 * @param {import("tsup").Options} options what differs in one package, usually only `entry`
 * @returns {import("tsup").Options}
 */
export function packageConfig(options) {
  return {
    format: ["esm", "cjs"],
    target: "node20",
    platform: "node",
    dts: { compilerOptions: { rewriteRelativeImportExtensions: false, customConditions: ["@dataflow/source"] } },
    clean: true,
    sourcemap: false,
    splitting: true,
    shims: true,
    // Node has modules that are found by their whole name only: "node:test".
    removeNodeProtocol: false,
    treeshake: false,
    external: optionalDependencies(),
    // Every process reads all of it at its start: without comments and spaces that takes a tenth less. Names stay, for
    // stack traces, and so do lines. What makes CommonJS of it misreads text without spaces, so that keeps them.
    esbuildOptions(esbuild, { format }) {
      if (format === "esm") Object.assign(esbuild, { minifyWhitespace: true, minifySyntax: true, lineLimit: 120 });
    },
    ...options,
  };
}

/** A runnable application: one ESM bundle of its own files, no declarations. */
export function appConfig(options) {
  return { format: ["esm"], target: "node20", platform: "node", clean: true, ...options };
}
