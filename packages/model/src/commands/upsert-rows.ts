import type { NodeValues } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";
import { hasNames } from "../input/has-names.ts";
import { keyReader } from "../input/key-reader.ts";
import { problem } from "../input/row-check.ts";
import type { ModelBinding } from "../model/model-binding.ts";

/** Rows of a bulk upsert that one statement can store: no key comes twice, and all change the same fields of a stored row. */
export interface UpsertStep {
  /** The fields that a stored row takes over from the input. */
  readonly takenOver: readonly string[];
  /** What new rows are given. */
  readonly rows: NodeValues[];
  /** The place of each row in the batch. */
  readonly places: number[];
  /** Whether each row stands for one that an earlier step stored. */
  readonly isRepeated: boolean;
}

/** What decides how rows are upserted. */
export interface UpsertFields {
  readonly keyFields: readonly string[];
  /** The fields to change in stored rows; undefined means all that a row brings. */
  readonly updateFields: readonly string[] | undefined;
}

/** What rows that bring the same fields have in common. */
interface Shape {
  readonly names: readonly string[];
  readonly takenOver: readonly string[];
  /** Equal for shapes that take over the same fields. */
  readonly signature: string;
}

/** Cuts a batch into steps; their order is the order in which they must be stored. */
export type ReadUpsertRows = (batch: readonly NodeValues[], firstRow: number) => readonly UpsertStep[];

/**
 * Makes what reads the rows of a bulk upsert. A row changes the fields that it brings and no others, whichever rows come
 * with it; rows with the same key are stored one after the other. So it does not matter how the input is cut.
 *
 * @param fields what decides
 * @param binding the model
 * @returns what cuts a batch; it throws MODEL.INVALID_INPUT for a `$setOnInsert` that cannot be meant
 */
export function upsertRowReader(fields: UpsertFields, binding: ModelBinding): ReadUpsertRows {
  const { definition } = binding;
  const keyOf = keyReader(definition, fields.keyFields, true);
  const shapes = new Map<string, Shape>();
  return (batch, firstRow) => {
    const steps = new Map<string, UpsertStep>();
    const times = new Map<unknown, number>();
    let shape: Shape | undefined;
    for (const [place, given] of batch.entries()) {
      const label = () => `${definition.name}[${firstRow + place}]`;
      const row = Object.hasOwn(given, "$setOnInsert") ? forNewRow(given, label, binding) : given;
      if (shape === undefined || row !== given || !hasNames(row, shape.names)) {
        shape = shapeOf(given, { fields, binding, shapes });
      }
      const key = keyOf(row);
      const round = key === undefined ? 0 : (times.get(key) ?? 0);
      if (key !== undefined) times.set(key, round + 1);
      const step = stepOf(steps, round, shape);
      step.rows.push(row);
      step.places.push(place);
    }
    return inRounds(steps);
  };
}

/** Rounds of one key follow one another: a later one was begun later, but its step may be older than one of the round before. */
function inRounds(steps: ReadonlyMap<string, UpsertStep>): readonly UpsertStep[] {
  const roundOf = (name: string) => Number(name.slice(0, name.indexOf(" ")));
  return [...steps].sort(([left], [right]) => roundOf(left) - roundOf(right)).map(([, step]) => step);
}

function stepOf(steps: Map<string, UpsertStep>, round: number, { signature, takenOver }: Shape): UpsertStep {
  const name = `${round} ${signature}`;
  let step = steps.get(name);
  if (step === undefined) {
    step = { takenOver, rows: [], places: [], isRepeated: round > 0 };
    steps.set(name, step);
  }
  return step;
}

interface ShapeTask {
  readonly fields: UpsertFields;
  readonly binding: ModelBinding;
  readonly shapes: Map<string, Shape>;
}

/** Shapes that come and go have more combinations than are worth keeping. */
const MOST_SHAPES = 256;

/** What is in `$setOnInsert` is not brought: a stored row keeps its own. */
function shapeOf(given: NodeValues, { fields, binding, shapes }: ShapeTask): Shape {
  const names = Object.keys(given);
  const id = names.join("\u0000");
  const known = shapes.get(id);
  if (known !== undefined) return known;
  const { keyFields, updateFields = binding.definition.updatable } = fields;
  const isTaken = (name: string) => Object.hasOwn(given, name);
  const takenOver = updateFields.filter(
    (name) => isTaken(name) && (fields.updateFields !== undefined || !keyFields.includes(name)),
  );
  const shape = { names, takenOver, signature: takenOver.join("\u0000") };
  if (shapes.size < MOST_SHAPES) shapes.set(id, shape);
  return shape;
}

function forNewRow(given: NodeValues, label: () => string, { definition }: ModelBinding): NodeValues {
  const { $setOnInsert: forNew, ...rest } = given;
  const isFields = typeof forNew === "object" && forNew !== null && !Array.isArray(forNew);
  const twice = isFields ? Object.keys(forNew).find((name) => Object.hasOwn(rest, name)) : undefined;
  if (isFields && twice === undefined) return { ...rest, ...forNew };
  const finding = problem(`${label()}.${twice ?? "$setOnInsert"}`, twice === undefined ? NO_FIELDS : GIVEN_TWICE);
  throw modelErrors.create("INVALID_INPUT", {
    message: finding.message,
    why: "every value is checked before anything is written, so nothing was written",
    fix: finding.fix,
    meta: { model: definition.name, fields: [finding.path] },
    diagnostics: [finding],
  });
}

const NO_FIELDS = { message: "is no object of fields", fix: "give { field: value }" };
const GIVEN_TWICE = {
  message: "is given twice, in the row and in $setOnInsert",
  fix: "give it once: in $setOnInsert when stored rows keep theirs",
};
