import type { SequenceOptions } from "../../catalog/object-definitions.ts";

/** A sequence, and how to change its options. */
interface Counter {
  /** An SQL expression for its name. */
  readonly name: string;
  /** The statement that changes its options; clauses may follow. */
  readonly alter: string;
  readonly before: SequenceOptions;
  readonly after: SequenceOptions;
}

/**
 * Changes the options of a sequence, which goes on from where it is. The server refuses bounds that a sequence is
 * outside of, so it begins anew where those that come leave out any that there were, and it was there.
 *
 * @param counter the sequence
 * @returns one statement
 */
export function alterCounter({ name, alter, before, after }: Counter): string {
  const [minimum, maximum] = [BigInt(after.minimum), BigInt(after.maximum)];
  if (minimum <= BigInt(before.minimum) && maximum >= BigInt(before.maximum)) return alter;
  return `DO $do$ DECLARE current_number int8; BEGIN
  EXECUTE pg_catalog.format('SELECT last_value FROM %s', ${name}) INTO current_number;
  IF current_number BETWEEN ${minimum} AND ${maximum} THEN ${alter};
  ELSE ${alter} RESTART;
  END IF;
END $do$`;
}
