import type { RawRow, SqlParameter } from "../statement/compiled-statement.ts";

/** One column of a statement's result. */
export interface OutputColumn {
  readonly name: string;
  /** The object that the value is put into, under its name; the row itself when absent. */
  readonly parent?: string;
  readonly decode: (raw: unknown) => unknown;
}

/**
 * Makes the function that turns raw rows into objects.
 *
 * @param outputs the columns, in the order of the result
 * @returns the reader
 */
export function createRowReader(outputs: readonly OutputColumn[]): (row: RawRow) => Readonly<Record<string, unknown>> {
  if (outputs.some(({ parent }) => parent !== undefined)) return createNestedReader(outputs);
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

/** One key of a position: which column of the result it is, and how it becomes a parameter again. */
export interface PositionColumn {
  readonly index: number;
  readonly exact: (raw: unknown) => SqlParameter;
}

/**
 * Makes the function that reads where in its order a raw row stands.
 *
 * @param columns the keys of the order
 * @returns the reader
 */
export function createPositionReader(columns: readonly PositionColumn[]): (row: RawRow) => readonly SqlParameter[] {
  return (row) =>
    columns.map(({ index, exact }) => {
      const raw = row[index];
      return raw === null || raw === undefined ? null : exact(raw);
    });
}

function createNestedReader(outputs: readonly OutputColumn[]): (row: RawRow) => Readonly<Record<string, unknown>> {
  const parents = new Set(outputs.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  return (row) => {
    const result: Record<string, unknown> = {};
    const inner = new Map<string, Record<string, unknown>>();
    for (const parent of parents) {
      const object: Record<string, unknown> = {};
      inner.set(parent, object);
      result[parent] = object;
    }
    for (const [index, { name, parent, decode }] of outputs.entries()) {
      const raw = row[index];
      const target = parent === undefined ? result : inner.get(parent);
      if (target !== undefined) target[name] = raw === null || raw === undefined ? null : decode(raw);
    }
    return result;
  };
}
