import { readFileSync } from "node:fs";
import { minify } from "terser";

const LINE_LENGTH = 120;

/** Optional dependencies stay outside of the bundle like all others; the bundler knows only the required ones. */
function optionalDependencies() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));
  return Object.keys(optionalDependencies);
}

/**
 * Gives the variables inside of functions short names, in modules: Node reads each of them at the start of a process, which
 * takes a twentieth less then. The names of functions and classes stay, for stack traces. A file with any letter beyond
 * ASCII would be held in twice the memory.
 *
 * @returns {NonNullable<import("tsup").Options["plugins"]>[number]}
 */
function shortNames() {
  const mangle = { keep_fnames: true, keep_classnames: true };
  const format = { max_line_len: LINE_LENGTH, ascii_only: true };
  return {
    name: "short-names",
    async renderChunk(code, { path }) {
      if (this.format !== "esm" || !path.endsWith(".js")) return undefined;
      return minify(code, { compress: false, mangle, format });
    },
  };
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
      if (format === "esm")
        Object.assign(esbuild, { minifyWhitespace: true, minifySyntax: true, lineLimit: LINE_LENGTH });
    },
    plugins: [shortNames()],
    ...options,
  };
}

/** A runnable application: one ESM bundle of its own files, no declarations. */
export function appConfig(options) {
  return { format: ["esm"], target: "node20", platform: "node", clean: true, ...options };
}
