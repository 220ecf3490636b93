import { readFileSync } from "node:fs";
import { transform } from "sucrase";
import { minify } from "terser";

const LINE_LENGTH = 120;

/** Optional dependencies stay outside of the bundle like all others; the bundler knows only the required ones. */
function optionalDependencies() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));
  return Object.keys(optionalDependencies);
}

/**
 * Gives classes that refer to themselves their own names, which errors and logs show: the bundler makes
 * `var DataFlow = class _DataFlow` of `class DataFlow`.
 *
 * @returns {NonNullable<import("tsup").Options["plugins"]>[number]}
 */
function ownNames() {
  return {
    name: "own-names",
    async renderChunk(code) {
      const classes = [...code.matchAll(/\bvar (\w+) ?= ?class (_\w+)\b/g)];
      return { code: classes.reduce((text, [, own, made]) => text.replaceAll(nameIn(made), own), code) };
    },
  };
}

/** A variable of this name, and not a property or a part of a longer name. */
function nameIn(name) {
  return new RegExp(`(?<![.\\w$#])${name}(?![\\w$])`, "g");
}

/**
 * Makes CommonJS of modules that share others, as tsup would itself, but leaves `?.`, `??` and fields of classes to Node:
 * tsup rewrites them for versions that nothing here runs on, each into a call.
 *
 * @returns {NonNullable<import("tsup").Options["plugins"]>[number]}
 */
function commonJs() {
  return {
    name: "common-js",
    async renderChunk(code) {
      if (this.format !== "cjs") return undefined;
      this.splitting = false; // tells tsup that this is done
      return { code: transform(code, { transforms: ["imports"], disableESTransforms: true }).code };
    },
  };
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
    async renderChunk(code) {
      if (this.format !== "esm") return undefined;
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
    plugins: [ownNames(), shortNames(), commonJs()],
    ...options,
  };
}

/** A runnable application: one ESM bundle of its own files, no declarations. */
export function appConfig(options) {
  return { format: ["esm"], target: "node20", platform: "node", clean: true, ...options };
}
