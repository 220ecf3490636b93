/** How a column changes. `set` takes a value; the others work on what is stored. */
export type AssignmentOperator = "set" | "inc" | "mul" | "min" | "max" | "currentTimestamp";

/** One change of one field. Values are JavaScript values of the field's kind, already validated. */
export interface AssignmentNode {
  readonly kind: "assignment";
  readonly field: string;
  readonly operator: AssignmentOperator;
  readonly value: unknown;
}
