import type { PackageManifest } from "./repository.ts";

/** One way into a package. */
export interface EntryFile {
  /** What is imported: `"@dataflow/query"`. */
  readonly specifier: string;
  /** Its source, from the package's folder: `"src/index.ts"`. */
  readonly source: string;
}

/**
 * The ways into a package, as its `exports` declare them.
 *
 * @param manifest its `package.json`
 */
export function entryFiles(manifest: PackageManifest): readonly EntryFile[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
    const source = typeof target === "string" ? target : target["@dataflow/source"];
    if (typeof source !== "string" || !source.endsWith(".ts")) return [];
    return [{ specifier: manifest.name + path.slice(1), source: source.replace(/^\.\//, "") }];
  });
}
