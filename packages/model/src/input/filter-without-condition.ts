import type { FilterNode } from "@dataflow/query";

/**
 * Whether a filter lets every row pass, however it is written: `{}`, `{ $and: [{}] }`, `{ id: { $nin: [] } }`.
 *
 * @param filter the filter, parsed
 * @returns whether it does, as far as it can be told without looking at rows
 */
export function passesAll(filter: FilterNode): boolean {
  switch (filter.kind) {
    case "everything":
      return true;
    case "not":
      return passesNone(filter.child);
    case "and":
      return filter.children.every(passesAll);
    case "or":
      return filter.children.some(passesAll);
    default:
      return false;
  }
}

function passesNone(filter: FilterNode): boolean {
  switch (filter.kind) {
    case "nothing":
      return true;
    case "membership":
      return filter.values.length === 0;
    case "not":
      return passesAll(filter.child);
    case "and":
      return filter.children.some(passesNone);
    case "or":
      return filter.children.every(passesNone);
    default:
      return false;
  }
}
