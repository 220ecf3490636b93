import type { UpdateOptions } from "@dataflow/query";

const ANYTHING = Object.freeze({ $exists: true });

/**
 * Positions for changes that are looked at before their filters are known, as those written into a workflow are: every
 * `$[name]` and `$` in their paths stands for something.
 *
 * @param changes the changes
 * @returns what `parseUpdate` takes for them
 */
export function assumedPositions(changes: Readonly<Record<string, unknown>>): UpdateOptions {
  const paths = Object.entries(changes).flatMap(([key, value]) =>
    key.startsWith("$") && typeof value === "object" && value !== null ? Object.keys(value) : [key],
  );
  const names = new Set(paths.flatMap((path) => Array.from(path.matchAll(/\$\[(\w+)\]/g), ([, name = ""]) => name)));
  const arrays = paths.flatMap((path) => /^(.+?)\.\$(?:\.|$)/.exec(path)?.[1] ?? []);
  return {
    ...(names.size === 0 ? {} : { arrayFilters: Array.from(names, (name) => ({ [name]: ANYTHING })) }),
    ...(arrays.length === 0 ? {} : { filter: { $and: arrays.map((path) => ({ [path]: ANYTHING })) } }),
  };
}
