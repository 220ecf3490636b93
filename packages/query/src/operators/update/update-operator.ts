import type { ChangeForm } from "../../ast/document-change.ts";
import type { JsonForm } from "../../dialects/json/json-form.ts";

/** An operand that was read. */
export interface ParsedOperand {
  readonly values: readonly unknown[];
  readonly form: ChangeForm;
}

/** What an operator prints with. */
export interface ChangePrinting {
  readonly json: JsonForm;
  readonly form: ChangeForm;
  /** The operand's values, by their places. */
  readonly constant: (index: number) => string;
  readonly constantText: (index: number) => string;
  /** Computes a value once and gives it a name. */
  readonly name: (value: string, body: (name: string) => string) => string;
  /** A name that nothing else has. */
  readonly alias: () => string;
  /** Fails the statement: what the operator needs, and where it found something else. */
  readonly fail: (need: string, found: string) => string;
  readonly failCondition: (need: string, found: string) => string;
}

/** One update operator, as it works on a place in a JSON document. */
export interface UpdateOperator {
  readonly name: string;
  /** What becomes of a place that is missing: it is made, it is left alone, or it is left alone even where it cannot be. */
  readonly missing: "create" | "keep" | "ignore";
  /** Reads the operand. @throws QUERY.INVALID_UPDATE, QUERY.INVALID_VALUE */
  readonly parse: (operand: unknown, path: string) => ParsedOperand;
  /** The new value of a place, NULL for none. `current` is a name, and NULL where the place is missing. */
  readonly print: (current: string, printing: ChangePrinting) => string;
}
