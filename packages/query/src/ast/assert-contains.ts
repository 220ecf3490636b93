import type { FilterNode } from "./filter-node.ts";

export function assertContains(_where: FilterNode, _required: FilterNode): void {
  throw new Error("assertContains: in progress");
}
