import type { RawRow } from "../statement/compiled-statement.ts";

/** One column of a statement's result. */
export interface OutputColumn {
  readonly name: string;
  readonly decode: (raw: unknown) => unknown;
}

/**
 * Makes the function that turns raw rows into objects.
 *
 * @param outputs the columns, in the order of the result
 * @returns the reader
 */
export function createRowReader(outputs: readonly OutputColumn[]): (row: RawRow) => Readonly<Record<string, unknown>> {
  const names = outputs.map(({ name }) => name);
  const decoders = outputs.map(({ decode }) => decode);
  return (row) => {
    const result: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) {
      const raw = row[index];
      const decode = decoders[index];
      const name = names[index];
      if (decode === undefined || name === undefined) continue;
      result[name] = raw === null || raw === undefined ? null : decode(raw);
    }
    return result;
  };
}
