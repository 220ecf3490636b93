import type { ColumnDefinition, SequenceOptions } from "../../catalog/object-definitions.ts";

type Bounds = readonly [least: string, greatest: string];

const BIGINT: Bounds = ["-9223372036854775808", "9223372036854775807"];

/** The numbers of each type that a sequence can have. */
const BOUNDS: ReadonlyMap<string, Bounds> = new Map([
  ["smallint", ["-32768", "32767"]],
  ["integer", ["-2147483648", "2147483647"]],
  ["bigint", BIGINT],
]);

/**
 * A column with another type, as the server leaves it: the sequence behind an identity has the type of its column.
 *
 * @param column the column before
 * @param type its type, as the server writes it
 * @returns the column with it
 */
export function retypedColumn(column: ColumnDefinition, type: string): ColumnDefinition {
  const { identity, ...rest } = column;
  if (identity === undefined) return { ...column, type };
  return { ...rest, type, identity: { ...identity, sequence: retypedSequence(identity.sequence, type) } };
}

/** Bounds that were those of the old type become those of the new one; others were chosen, and stay. */
function retypedSequence(sequence: SequenceOptions, type: string): SequenceOptions {
  const [before, after] = [BOUNDS.get(sequence.type), BOUNDS.get(type)];
  if (before === undefined || after === undefined) return sequence; // the server refuses such a type
  const { minimum, maximum } = sequence;
  return {
    ...sequence,
    type,
    minimum: minimum === before[0] ? after[0] : minimum,
    maximum: maximum === before[1] ? after[1] : maximum,
  };
}

/**
 * The sequence that a new identity column has.
 *
 * @param type the type of the column, as the server writes it
 * @returns its options
 */
export function ownSequence(type: string): SequenceOptions {
  const [, maximum] = BOUNDS.get(type) ?? BIGINT;
  return { type, start: "1", increment: "1", minimum: "1", maximum, cache: "1", cycle: false };
}
