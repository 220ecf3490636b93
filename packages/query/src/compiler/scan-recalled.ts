import type { LeafNode } from "../ast/filter-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { LeafForm } from "../dialects/query-dialect.ts";
import type { BindValue, BoundShape, FilterShape, ValueSlot } from "../recall/filter-shape.ts";
import type { Recollection } from "../recall/recalled-node.ts";
import type { FilterScope, Scan } from "./scan-filter.ts";
import { ShapePart } from "./shape-part.ts";
import { columnOf } from "./table-view.ts";

/**
 * Adds a filter whose shape is known to a scan, without looking at its conditions one by one.
 *
 * @param recollection the shape and the values
 * @param scope the names of the filter
 * @param scan what is added to
 */
export function scanRecalled<Codec extends DialectCodec>(
  { shape, values }: Recollection,
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  scan.isRecalled = true;
  const { part, binds } = boundTo(shape, scope);
  scan.shape = part.after(scan.shape);
  for (let index = 0; index < binds.length; index++) binds[index]?.(values[index], scan);
}

/** Bindings kept for a shape. */
const MAX_BOUNDS = 3;

function boundTo<Codec extends DialectCodec>(shape: FilterShape, scope: FilterScope<Codec>): BoundShape {
  const { columns } = scope.view;
  const last = shape.bounds[0];
  if (last?.columns === columns) return last;
  for (const bound of shape.bounds) if (bound.columns === columns) return bound;
  const binds = shape.slots.map((slot) => bindOf(slot, scope));
  const bound = { columns, binds, part: new ShapePart(shape.token) };
  shape.bounds = [bound, ...shape.bounds.slice(0, MAX_BOUNDS - 1)];
  return bound;
}

function bindOf<Codec extends DialectCodec>(slot: ValueSlot, { dialect, view }: FilterScope<Codec>): BindValue {
  const column = columnOf(view, slot.field);
  // The form of the slot's kind takes what the slot is filled with, which TypeScript cannot follow through the lookup.
  const form = dialect.leaves[slot.kind] as unknown as LeafForm<LeafNode, Codec>;
  const { parameter } = form;
  if (parameter !== undefined) {
    return (value, scan) => {
      scan.parameters.push(parameter(value, column));
    };
  }
  return (value, scan) => {
    const node = slot.fill(value);
    scan.shape += `${form.shape(node)};`;
    form.bind(node, column, scan.parameters);
  };
}
