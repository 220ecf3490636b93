import type { RawRow, SqlParameter } from "../statement/compiled-statement.ts";

/** One column of a statement's result. */
export interface OutputColumn {
  readonly name: string;
  /** The objects that lead to the value, from the row on; it is in the row itself when absent. */
  readonly parents?: readonly string[];
  readonly decode: (raw: unknown) => unknown;
}

/**
 * Makes the function that turns raw rows into objects.
 *
 * @param outputs the columns, in the order of the result
 * @returns the reader
 */
export function createRowReader(outputs: readonly OutputColumn[]): (row: RawRow) => Readonly<Record<string, unknown>> {
  if (outputs.some(({ parents }) => parents !== undefined)) return createNestedReader(outputs);
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

type Writable = Record<string, unknown>;

function createNestedReader(outputs: readonly OutputColumn[]): (row: RawRow) => Readonly<Record<string, unknown>> {
  return (row) => {
    const result: Writable = {};
    for (const [index, { name, parents = [], decode }] of outputs.entries()) {
      const raw = row[index];
      const target = objectAt(parents, result);
      if (target !== undefined) target[name] = raw === null || raw === undefined ? null : decode(raw);
    }
    return result;
  };
}

/** The object at a place, made where there is none; undefined where a document is null. */
function objectAt(parents: readonly string[], row: Writable): Writable | undefined {
  let object = row;
  for (const parent of parents) {
    const found = object[parent];
    if (found === undefined) {
      const made: Writable = {};
      object[parent] = made;
      object = made;
    } else if (isObject(found)) object = found;
    else return undefined;
  }
  return object;
}

function isObject(value: unknown): value is Writable {
  return typeof value === "object" && value !== null;
}
