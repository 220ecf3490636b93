import type { NodeValues } from "@dataflow/core";
import { keyReader, type ReadKey } from "../input/key-reader.ts";
import { oneProblem, problem } from "../input/row-check.ts";
import { RowShapes } from "../input/row-shapes.ts";
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
  readonly takenOver: readonly string[];
  /** Equal for shapes that take over the same fields. */
  readonly signature: string;
  readonly readKey: ReadKey;
  readonly isForNewRows: boolean;
}

/**
 * Cuts a batch into steps; their order is the order in which they must be stored. `inTurn` keeps the order of all rows, in more
 * steps where rows bring different fields.
 */
export type ReadUpsertRows = (
  batch: readonly NodeValues[],
  firstRow: number,
  inTurn?: boolean,
) => readonly UpsertStep[];

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
  const shapes = new RowShapes((names) => ({ ...shapeOf(names, fields, binding), readKey: keyOf(names) }));
  return (batch, firstRow, inTurn = false) => {
    const steps = new Map<string, UpsertStep>();
    const times = new Map<unknown, number>();
    const values: unknown[] = [];
    let last: { readonly round: number; readonly shape: Shape; readonly step: UpsertStep } | undefined;
    for (const [place, given] of batch.entries()) {
      const shape = shapes.read(given, values);
      const label = () => `${definition.name}[${firstRow + place}]`;
      const row = shape.isForNewRows ? forNewRow(given, label, binding) : given;
      const { readKey } = row === given ? shape : shapes.read(row, values);
      const key = readKey(values);
      const round = key === undefined ? 0 : (times.get(key) ?? 0);
      if (key !== undefined) times.set(key, round + 1);
      if (last?.round !== round || last.shape !== shape) {
        const name = inTurn ? `${steps.size} ` : `${round} ${shape.signature}`;
        last = { round, shape, step: stepOf(steps, name, { takenOver: shape.takenOver, isRepeated: round > 0 }) };
      }
      last.step.rows.push(row);
      last.step.places.push(place);
    }
    return inRounds(steps);
  };
}

/** Rounds of one key follow one another: a later one was begun later, but its step may be older than one of the round before. */
function inRounds(steps: ReadonlyMap<string, UpsertStep>): readonly UpsertStep[] {
  const roundOf = (name: string) => Number(name.slice(0, name.indexOf(" ")));
  return [...steps].sort(([left], [right]) => roundOf(left) - roundOf(right)).map(([, step]) => step);
}

function stepOf(
  steps: Map<string, UpsertStep>,
  name: string,
  made: Pick<UpsertStep, "takenOver" | "isRepeated">,
): UpsertStep {
  let step = steps.get(name);
  if (step === undefined) {
    step = { ...made, rows: [], places: [] };
    steps.set(name, step);
  }
  return step;
}

/** What is in `$setOnInsert` is not brought: a stored row keeps its own. */
function shapeOf(
  names: readonly string[],
  { keyFields, updateFields }: UpsertFields,
  { definition }: ModelBinding,
): Omit<Shape, "readKey"> {
  const takenOver = (updateFields ?? definition.updatable).filter(
    (name) => names.includes(name) && (updateFields !== undefined || !keyFields.includes(name)),
  );
  return { takenOver, signature: takenOver.join("\u0000"), isForNewRows: names.includes("$setOnInsert") };
}

function forNewRow(given: NodeValues, label: () => string, { definition }: ModelBinding): NodeValues {
  const { $setOnInsert: forNew, ...rest } = given;
  const isFields = typeof forNew === "object" && forNew !== null && !Array.isArray(forNew);
  const twice = isFields ? Object.keys(forNew).find((name) => Object.hasOwn(rest, name)) : undefined;
  if (isFields && twice === undefined) return { ...rest, ...forNew };
  const finding = problem(`${label()}.${twice ?? "$setOnInsert"}`, twice === undefined ? NO_FIELDS : GIVEN_TWICE);
  throw oneProblem(definition.name, finding);
}

const NO_FIELDS = { message: "is no object of fields", fix: "give { field: value }" };
const GIVEN_TWICE = {
  message: "is given twice, in the row and in $setOnInsert",
  fix: "give it once: in $setOnInsert when stored rows keep theirs",
};
