import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectKind } from "../../catalog/object-kind.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";

/** The statements that create or drop an object. */
type WriteStatements<Kind extends ObjectKind> = (object: CatalogObject<Kind>, facts: PlanFacts) => readonly string[];

/** What an operation says of itself beyond what all of them share. */
type Details<Kind extends ObjectKind> = Partial<Omit<OperationType<Kind>, "kind" | "change">>;

/**
 * The operation that creates objects of a kind.
 *
 * @param kind the kind
 * @param write its statements
 * @param details what is special about it
 * @returns the operation; its inverse drops the object
 */
export function createOperation<Kind extends ObjectKind>(
  kind: Kind,
  write: WriteStatements<Kind>,
  details: Details<Kind> = {},
): OperationType<Kind> {
  return {
    name: operationName("create", kind),
    kind,
    change: "create",
    inverse: operationName("drop", kind),
    plan: ({ after }, facts) => (after === undefined ? [] : write(after, facts).map(inside)),
    ...details,
  };
}

/**
 * The operation that drops objects of a kind. It never takes with it what depends on the object: that is dropped before.
 *
 * @param kind the kind
 * @param write its statements
 * @param details what is special about it
 * @returns the operation; its inverse creates the object
 */
export function dropOperation<Kind extends ObjectKind>(
  kind: Kind,
  write: WriteStatements<Kind>,
  details: Details<Kind> = {},
): OperationType<Kind> {
  return {
    name: operationName("drop", kind),
    kind,
    change: "drop",
    inverse: operationName("create", kind),
    plan: ({ before }, facts) => (before === undefined ? [] : write(before, facts).map(inside)),
    ...details,
  };
}

function operationName(verb: string, kind: ObjectKind): string {
  return `${verb}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}
