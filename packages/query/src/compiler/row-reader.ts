import type { RawRow, SqlParameter } from "../statement/compiled-statement.ts";

/** One column of a statement's result. */
export interface OutputColumn {
  readonly name: string;
  /** The objects that lead to the value, from the row on; it is in the row itself when absent. */
  readonly parents?: readonly string[];
  readonly decode: (raw: unknown) => unknown;
}

/** Turns a raw row into an object. */
type RowReader = (row: RawRow) => Readonly<Record<string, unknown>>;

/** A reader that has read so many rows is worth code of its own: the engine compiles it for some ten microseconds. */
const ROWS_WORTH_CODE = 200;

/**
 * Makes the function that turns raw rows into objects. It begins with a loop over the columns; one that is used much goes
 * on with code made for these very columns, which takes half the time.
 *
 * @param outputs the columns, in the order of the result
 * @returns the reader
 */
export function createRowReader(outputs: readonly OutputColumn[]): RowReader {
  if (outputs.some(({ parents }) => parents !== undefined)) return createNestedReader(outputs);
  const loop = createLoopReader(outputs);
  let count = 0;
  let read: RowReader = (row) => {
    count += 1;
    if (count === ROWS_WORTH_CODE) read = createLiteralReader(outputs) ?? loop;
    return loop(row);
  };
  return (row) => read(row);
}

function createLoopReader(outputs: readonly OutputColumn[]): RowReader {
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

/** The names that may stand in code; `__proto__` would be the prototype there. */
const PLAIN_NAME = /^(?!__proto__$)[A-Za-z_]\w{0,200}$/;
const MOST_COLUMNS = 100;

/**
 * The reader as one object literal. Of what comes from outside only names are written into it, and only those that are
 * plain words.
 *
 * @returns undefined where a name is not, or where the program may not make code
 */
function createLiteralReader(outputs: readonly OutputColumn[]): RowReader | undefined {
  if (outputs.length > MOST_COLUMNS || !outputs.every(({ name }) => PLAIN_NAME.test(name))) return undefined;
  const decoders = outputs.map((_, index) => `d${index}`);
  const entries = outputs.map(({ name }, index) => {
    const raw = `row[${index}]`;
    return `"${name}": ${raw} === null || ${raw} === undefined ? null : d${index}(${raw})`;
  });
  try {
    const make = new Function(...decoders, `"use strict"; return (row) => ({ ${entries.join(", ")} });`);
    return make(...outputs.map(({ decode }) => decode)) as RowReader; // what the text above gives
  } catch {
    // Node can be told to refuse code that is made of text.
    return undefined;
  }
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

function createNestedReader(outputs: readonly OutputColumn[]): RowReader {
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
