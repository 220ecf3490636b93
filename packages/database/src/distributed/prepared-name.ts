/**
 * The name that a prepared transaction waits under. Whoever finds it knows who decides: the coordinator's identity, the
 * transaction, and which of the participants it is. Names are unique on a whole server, so the number is needed.
 */
export interface PreparedName {
  readonly coordinator: string;
  readonly transaction: string;
  readonly participant: number;
}

const FORM = /^dataflow:([0-9a-f]{32}):([0-9a-f]{32}):(\d{1,3})$/;

/** @returns the name as text, without any character that would have to be quoted */
export function printPreparedName({ coordinator, transaction, participant }: PreparedName): string {
  return `dataflow:${coordinator}:${transaction}:${participant}`;
}

/** @returns what the name says; undefined when it is not one of ours */
export function readPreparedName(text: string): PreparedName | undefined {
  const [, coordinator, transaction, participant] = FORM.exec(text) ?? [];
  if (coordinator === undefined || transaction === undefined) return undefined;
  return { coordinator, transaction, participant: Number(participant) };
}
