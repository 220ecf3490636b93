import type { LockMode } from "../lock-mode.ts";
import type { AffectedRelation, StatementEffects } from "../statement-effects.ts";

/** Locks that earlier statements of the same transaction have taken: one who holds a lock does not take it again. */
export interface HeldLocks {
  readonly relation: AffectedRelation;
  readonly locks: readonly LockMode[];
}

/** What was seen of a statement. `unknown` says what could not be looked at. */
export interface TracedEffects extends StatementEffects {
  readonly heldBefore: readonly HeldLocks[];
}
