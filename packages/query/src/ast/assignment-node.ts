import type { DocumentChange } from "./document-change.ts";

/** How a column changes. `set` takes a value; the others work on what is stored, `document` on places inside it. */
export type AssignmentOperator = "set" | "inc" | "mul" | "min" | "max" | "currentTimestamp" | "document";

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

/** Several changes inside one JSON document, or of the elements of one array, made in their order. */
export interface DocumentAssignment extends AssignmentNode {
  readonly operator: "document";
  readonly value: readonly DocumentChange[];
}

/**
 * Changes inside one JSON document.
 *
 * @param field the field's name
 * @param changes the changes, made in their order
 * @returns the node
 * @example
 * ```ts
 * import { assignInside } from "@dataflow/query";
 *
 * const clear = assignInside("profile", [{ operator: "$unset", path: ["city"], values: [], form: { kind: "plain" } }]);
 * ```
 */
export function assignInside(field: string, changes: readonly DocumentChange[]): DocumentAssignment {
  return Object.freeze({ kind: "assignment", field, operator: "document", value: Object.freeze([...changes]) });
}

/**
 * Whether an assignment changes places inside a document.
 *
 * @param node the assignment
 * @returns true for what `assignInside` makes
 * @example
 * ```ts
 * import { assign, isDocumentAssignment } from "@dataflow/query";
 *
 * console.log(isDocumentAssignment(assign("visits", "inc", 1))); // false
 * ```
 */
export function isDocumentAssignment(node: AssignmentNode): node is DocumentAssignment {
  return node.operator === "document";
}
