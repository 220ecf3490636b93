import type { JsonForm } from "./json-form.ts";

/** What has a name already needs no other. */
const NAME = /^j\d+\.v$/;

/** Names for what one printed expression computes on its way. */
export interface JsonNaming {
  readonly alias: () => string;
  /** Computes a value once, and gives it a name in the body. */
  readonly name: (value: string, body: (name: string) => string) => string;
}

/**
 * Starts naming.
 *
 * @param json how the dialect keeps a subquery from being copied
 * @returns names that start anew, so that equal changes have equal texts
 */
export function createNaming({ fence }: JsonForm): JsonNaming {
  let count = 0;
  const alias = () => `j${++count}`;
  return {
    alias,
    name: (value, body) => {
      if (NAME.test(value)) return body(value);
      const table = alias();
      return `(SELECT ${body(`${table}.v`)} FROM (SELECT ${value} AS v${fence}) AS ${table})`;
    },
  };
}
