import type { QueryTable } from "../table/query-table.ts";
import { shown } from "./filter-error.ts";
import type { FilterPath, FindTarget, JsonQuestions } from "./filter-target.ts";

/** Where in a filter the parser is. There is one for every condition, so its path is put together only for messages. */
export interface FilterPlace {
  /** The place around it, from which the key leads here; none where the key is the whole path. */
  readonly outer: FilterPlace | undefined;
  readonly key: string;
  readonly depth: number;
  /** Operators that may stand under the field here. */
  readonly operators: ReadonlySet<string>;
  readonly subject: FilterSubject;
}

/** What the keys at a place are about. */
export interface FilterSubject {
  /** The filter's own table, or one that a relation leads to. */
  readonly table: QueryTable;
  /** The fields of the table. */
  readonly targetOf: FindTarget;
  /** How many relations lead here. */
  readonly hops: number;
  /** Names of the relations that lead here, each with a dot: what an allowance calls this place. */
  readonly prefix: string;
  /** The JSON array whose elements it is about; keys are places in an element. */
  readonly elementsOf?: JsonQuestions;
}

/**
 * The place that a key leads to.
 *
 * @param outer the place of the object that has the key
 * @param key the key
 * @param operators what may stand there
 * @returns the place, one level deeper
 */
export function placeUnder(outer: FilterPlace, key: string, operators: ReadonlySet<string>): FilterPlace {
  return { outer, key, depth: outer.depth + 1, operators, subject: outer.subject };
}

/**
 * The path of a place, for messages.
 *
 * @param place the place
 * @returns its keys with dots between them: `filter.age`
 */
export function pathOf({ outer, key }: FilterPlace): string {
  return outer === undefined ? key : `${pathOf(outer)}.${shown(key)}`;
}

class PathOfPlace implements FilterPath {
  readonly #place: FilterPlace;

  constructor(place: FilterPlace) {
    this.#place = place;
  }

  get path(): string {
    return pathOf(this.#place);
  }
}

/**
 * The path of a place, put together when it is asked for.
 *
 * @param place the place
 * @returns what knows the path
 */
export function pathTo(place: FilterPlace): FilterPath {
  return new PathOfPlace(place);
}

/** The operators of a place where none was named yet. */
export const NO_OPERATORS: ReadonlySet<string> = new Set();
