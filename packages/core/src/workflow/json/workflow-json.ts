/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A node as JSON. A type rather than an interface, like the next two, so that it counts as a {@link JsonValue} itself. */
export type WorkflowNodeJson = {
  readonly id: string;
  readonly type: string;
  /** Values that JSON has no word for are tagged objects: `{ "$type": "date", "value": "2001-01-01T00:00:00.000Z" }`. */
  readonly parameters: { readonly [name: string]: JsonValue };
  readonly options?: { readonly [name: string]: JsonValue };
};

/** A connection as JSON. */
export type WorkflowConnectionJson = {
  readonly from: string;
  readonly path: string;
  readonly to: string;
  readonly input: string;
};

/** A workflow as JSON: what `toJSON()` gives and `Workflow.fromJSON` takes. */
export type WorkflowJson = {
  readonly version: 1;
  readonly nodes: readonly WorkflowNodeJson[];
  readonly connections: readonly WorkflowConnectionJson[];
  /** The parameters that every run must bring: node id → names. */
  readonly inputs?: { readonly [nodeId: string]: readonly string[] };
};

/** The version of the format that is written. */
export const WORKFLOW_JSON_VERSION = 1;

/**
 * The key that marks a value JSON has no word for. An object of the user's that has this key itself is written as
 * `{ "$type": "object", "value": [[key, value], …] }`, so the mark is never mistaken.
 */
export const TYPE_TAG = "$type";

/** Values nested deeper than this are refused, so that no hostile text can exhaust the stack. */
export const MAX_VALUE_DEPTH = 200;
