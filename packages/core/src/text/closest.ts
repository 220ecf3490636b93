/** As many letters have to agree before half a name tells which one is meant. */
const LEAST_START = 4;

/**
 * The closest valid name to a mistyped one, by Damerau–Levenshtein distance (optimal string alignment), ignoring case
 * and the difference between snake_case and camelCase; where none is close, the only one that the other begins with,
 * or that begins with it.
 *
 * @param name what was written
 * @param candidates what would have been valid
 * @returns the closest candidate, or undefined when none is close enough to be meant
 * @example
 * ```ts
 * import { closest } from "@dataflow/core";
 *
 * closest("emial", ["name", "email"]); // "email"
 * ```
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = normalise(name);
  const names = [...candidates];
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(wanted, normalise(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? sameStart(wanted, names);
}

/** `batchSize` for `batch`, and `isolation` for `isolationLevel`. */
function sameStart(wanted: string, names: readonly string[]): string | undefined {
  const [only, ...others] = names.filter((name) => {
    const [shorter, longer] = [wanted, normalise(name)].toSorted((one, other) => one.length - other.length);
    return shorter !== undefined && shorter.length >= LEAST_START && longer?.startsWith(shorter);
  });
  return others.length === 0 ? only : undefined;
}

/**
 * A ready sentence part for messages: `did you mean "email"?`, or the list of valid names when none is close.
 *
 * @param name what was written
 * @param candidates what would have been valid
 * @returns a sentence without its final stop
 * @example
 * ```ts
 * import { suggestion } from "@dataflow/core";
 *
 * suggestion("emial", ["name", "email"]); // 'did you mean "email"?'
 * ```
 */
export function suggestion(name: string, candidates: readonly string[]): string {
  const match = closest(name, candidates);
  if (match !== undefined) return `did you mean "${match}"?`;
  if (candidates.length === 0) return "there is none to choose from";
  const shown = candidates.slice(0, 12).join(", ");
  return `use one of: ${shown}${candidates.length > 12 ? ` and ${candidates.length - 12} more` : ""}`;
}

function normalise(name: string): string {
  return name.slice(0, 64).replaceAll("_", "").toLowerCase();
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? limit;
}
