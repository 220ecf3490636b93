/** A promise that is settled from outside. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/**
 * Makes a gate: tests say what happens in which order, without sleeping.
 *
 * @returns the gate, closed
 * @example
 * ```ts
 * import { gate } from "@dataflow/testing/faults";
 *
 * const held = gate();
 * const waiting = held.opened.then(() => "through");
 * held.open();
 * await waiting;
 * ```
 */
export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((settle) => {
    open = settle;
  });
  return { opened, open: () => open() };
}
