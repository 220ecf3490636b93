import type { NodeValues } from "@dataflow/core";

/** Fields that come and go have more combinations than are worth keeping. */
const MOST_SHAPES = 256;

/**
 * What is found out once about all rows that bring the same fields in the same order. Most rows bring the same ones as
 * the row before: then all it takes to read one is a look at each value.
 */
export class RowShapes<Shape> {
  readonly #make: (names: readonly string[]) => Shape;
  readonly #known = new Map<string, Shape>();
  #last: { readonly names: readonly string[]; readonly shape: Shape } | undefined;

  constructor(make: (names: readonly string[]) => Shape) {
    this.#make = make;
  }

  /** What holds for fields in this order. */
  of(names: readonly string[]): Shape {
    const id = names.join("\u0000");
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const shape = this.#make(names);
    if (this.#known.size < MOST_SHAPES) this.#known.set(id, shape);
    return shape;
  }

  /** What holds for the fields of a row. Its values are put into a list that may have those of another row, in the order of the fields. */
  read(row: NodeValues, values: unknown[]): Shape {
    const last = this.#last;
    if (last !== undefined && readAs(row, last.names, values)) return last.shape;
    const names = Object.keys(row);
    const shape = this.of(names);
    this.#last = { names, shape };
    values.length = 0;
    for (const name of names) values.push(row[name]);
    return shape;
  }
}

/** Reads a row that brings these fields, in this order and no others; gives false for another row. */
function readAs(row: NodeValues, names: readonly string[], values: unknown[]): boolean {
  let index = 0;
  for (const name in row) {
    if (names[index] !== name) return false;
    values[index++] = row[name];
  }
  if (index !== names.length) return false;
  if (values.length !== index) values.length = index;
  return true;
}
