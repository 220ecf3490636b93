import type { RowSet } from "./operation.ts";

/**
 * Makes what gives every row one more column with the same value. It is written into the rows, which were made with room for
 * it: a copy of each for each column would cost more than all else that is done to them.
 *
 * @param field the field to add
 * @returns takes rows, which are not to be used any more, and the value in every row; gives the rows with the column
 */
export function columnAdder(field: string): (rows: RowSet, value: unknown) => RowSet {
  // Rows mostly come in the same shape as the last ones: a list of names that is the same one again need not be compiled.
  let before: readonly string[] | undefined;
  let joined: readonly string[] = [];
  return ({ fields, values }, value) => {
    const place = fields.length;
    for (const row of values) row[place] = value;
    if (fields !== before) {
      before = fields;
      joined = Object.freeze([...fields, field]);
    }
    return { fields: joined, values };
  };
}
