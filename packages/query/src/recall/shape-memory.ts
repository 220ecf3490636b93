import type { FilterNode } from "../ast/filter-node.ts";
import type { QueryTable } from "../table/query-table.ts";
import { createPlace, createStep, type Place, type Step } from "./shape-step.ts";
import { shapeOf } from "./shape-template.ts";
import type { FilterSketch, Move, MoveFromPlace } from "./sketch-filter.ts";

/** The shapes of filters over one table. */
export interface ShapeMemory {
  /** Where all of them begin. */
  start: Step;
  /** Moves that are kept. */
  size: number;
}

/** Moves kept for one table. An application has tens of shapes; a caller that makes up shapes without end must not fill the memory. */
const MAX_SIZE = 10_000;

const memories = new WeakMap<QueryTable, ShapeMemory>();

/**
 * The shapes of filters over a table, remembered as long as it lives.
 *
 * @param table the table
 * @returns them; undefined the first time that the table is asked for, because tables that stand for the groups of one
 * aggregation are asked for only once
 */
export function memoryOf(table: QueryTable): ShapeMemory | undefined {
  const memory = memories.get(table);
  if (memory === undefined) memories.set(table, { start: createStep(), size: 0 });
  return memory;
}

/**
 * Remembers the shape of a filter, if its shape is all that decides what it became.
 *
 * @param memory what it is added to
 * @param sketch the way through the filter
 * @param node what the parser made of the sketch's copy: the filter itself may be changed by its owner, or by its own getters
 */
export function rememberShape(memory: ShapeMemory, sketch: FilterSketch, node: FilterNode): void {
  const shape = shapeOf(node, sketch.values);
  if (shape === undefined) return;
  if (memory.size + sketch.moves.length > MAX_SIZE) {
    memory.start = createStep();
    memory.size = 0;
  }
  memory.size += sketch.moves.length;
  const end = addMoves(sketch.moves, memory.start);
  if (end !== undefined) end.shape = shape;
}

function addMoves(moves: readonly Move[], start: Step): Step | undefined {
  let step = start;
  let place: Place | undefined;
  for (const move of moves) {
    if (move.to === "place") {
      place = step.places.get(move.key) ?? createPlace(move.form, move.accept);
      step.places.set(move.key, place);
    } else if (move.to === "end") {
      step.end ??= createStep();
      step = step.end;
    } else if (place === undefined) {
      return undefined;
    } else {
      step = stepFrom(place, move);
    }
  }
  return step;
}

function stepFrom(place: Place, move: MoveFromPlace): Step {
  if (move.to !== "list") {
    place[move.to] ??= createStep();
    return place[move.to] ?? createStep();
  }
  place.lengths ??= new Map();
  const step = place.lengths.get(move.length) ?? createStep();
  place.lengths.set(move.length, step);
  return step;
}
