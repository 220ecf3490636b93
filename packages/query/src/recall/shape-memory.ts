import type { FilterNode } from "../ast/filter-node.ts";
import type { QueryTable } from "../table/query-table.ts";
import { createPlace, createStep, type Place, type Step } from "./shape-step.ts";
import { shapeOf } from "./shape-template.ts";
import { type Move, type MoveFromPlace, sketchFilter } from "./sketch-filter.ts";

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
 * The shapes of filters over a table.
 *
 * @param table the table
 * @returns what is remembered of it, as long as it lives
 */
export function memoryOf(table: QueryTable): ShapeMemory {
  let memory = memories.get(table);
  if (memory === undefined) {
    memory = { start: createStep(), size: 0 };
    memories.set(table, memory);
  }
  return memory;
}

/** How a filter is parsed without being remembered. */
export type ParseCopy = (copy: object) => FilterNode;

/**
 * Remembers the shape of a filter that was parsed, if its shape is all that decides what it becomes. What is remembered
 * is what the parser makes of a copy: the filter itself may be changed by its owner, or by its own getters.
 *
 * @param input the filter
 * @param table the table that it is about
 * @param parse parses the copy
 */
export function rememberFilter(input: unknown, table: QueryTable, parse: ParseCopy): void {
  const sketch = sketchFilter(input, table);
  if (sketch === undefined) return;
  const shape = shapeOf(parse(sketch.copy), sketch.values);
  if (shape === undefined) return;
  const memory = memoryOf(table);
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
