/** How a column changes. `set` takes a value; the others work on what is stored. */
export type AssignmentOperator = "set" | "inc" | "mul" | "min" | "max" | "currentTimestamp";

/** One change of one field. Values are JavaScript values of the field's kind, already validated. */
export interface AssignmentNode {
  readonly kind: "assignment";
  readonly field: string;
  readonly operator: AssignmentOperator;
  readonly value: unknown;
}

/**
 * One change of one field.
 *
 * @param field the field's name
 * @param operator how it changes
 * @param value a value of the field's kind; ignored by `currentTimestamp`
 * @returns the node
 * @example
 * ```ts
 * import { assign } from "@dataflow/query";
 *
 * const countUp = assign("version", "inc", 1);
 * ```
 */
export function assign(field: string, operator: AssignmentOperator, value: unknown): AssignmentNode {
  return Object.freeze({ kind: "assignment", field, operator, value });
}
