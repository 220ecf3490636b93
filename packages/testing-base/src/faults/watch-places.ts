/** A place between two statements. */
export interface Place {
  readonly text: string;
  /** Whether what was done in the transaction so far is lost when it ends here. */
  readonly isInTransaction: boolean;
}

/** Is told about a place; what comes after it waits for what it gives. */
export type AtPlace = (place: Place) => void | Promise<void>;

const STATEMENTS: ReadonlySet<PropertyKey> = new Set(["execute", "query", "run"]);

/**
 * The same connection, which tells about the place before its first statement and those after every statement and every
 * commit: all the places at which work can be interrupted. Statements that only look are no places.
 *
 * @param target a connection
 * @param at is told about each place; it may kill the process, end the session, or wait
 * @returns the connection to work with
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { type Place, watchPlaces } from "@dataflow/testing/faults";
 *
 * const places: Place[] = [];
 * const connection = watchPlaces(connect("sqlite::memory:"), (place) => void places.push(place));
 * await connection.run("CREATE TABLE notes (text TEXT)");
 * console.log(places.length); // 2
 * ```
 */
export function watchPlaces<Target extends { readonly inTransaction: boolean }>(target: Target, at: AtPlace): Target {
  let isFirst = true;
  const after = (text: string) => at({ text: `after ${text}`, isInTransaction: target.inTransaction });
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (!STATEMENTS.has(key) && key !== "transaction") return value.bind(target);
      return async (...values: readonly unknown[]) => {
        if (isFirst) await at({ text: "the beginning", isInTransaction: false });
        isFirst = false;
        const result: unknown = await Reflect.apply(value, target, values);
        const text = key === "transaction" ? "a transaction" : textOf(values[0]);
        if (isPlace(text)) await after(text);
        return result;
      };
    },
  });
}

/**
 * The places that differ for a database: of those inside one transaction only the last, for all of it is undone at each.
 *
 * @param places as they were reached
 * @returns their numbers, counted from 1
 * @example
 * ```ts
 * import { differentPlaces } from "@dataflow/testing/faults";
 *
 * differentPlaces([{ text: "a", isInTransaction: true }, { text: "b", isInTransaction: true }]); // [2]
 * ```
 */
export function differentPlaces(places: readonly Place[]): readonly number[] {
  return places.flatMap((place, index) => {
    const isLastInside = place.isInTransaction && places[index + 1]?.isInTransaction !== true;
    return !place.isInTransaction || isLastInside ? [index + 1] : [];
  });
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "text" in value ? String(value.text) : "";
}

function isPlace(text: string): boolean {
  return !/^\s*(SELECT|WITH|SET|SHOW)\b/i.test(text) || /advisory/.test(text);
}
