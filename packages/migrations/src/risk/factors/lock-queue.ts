import { blocksWrites } from "../../effects/lock-mode.ts";
import type { Figure } from "../../facts/figure.ts";
import type { RiskInput, RiskRule } from "../risk-input.ts";
import { bounded } from "../risk-score.ts";

/** Whoever waits for a strong lock keeps everybody waiting who comes after, until the transactions before him have ended. */
export const lockQueue: RiskRule = {
  category: "AVAILABILITY",
  weigh(input) {
    const isNeeded = input.effects.some(
      ({ relations, waitsForTransactions }) =>
        waitsForTransactions || relations.some(({ lock }) => lock !== undefined && blocksWrites(lock)),
    );
    const longest = longestTransaction(input);
    if (!isNeeded || longest === undefined || (longest.value ?? 0) < 100) return [];
    return [
      {
        code: "LOCK_QUEUE",
        description: `a transaction is open for ${Math.round(longest.value ?? 0)} ms; the change waits for it, and others wait behind the change`,
        impactScore: bounded(Math.min(90, 10 * Math.log10(1 + (longest.value ?? 0)))),
        evidence: [longest.evidence],
      },
    ];
  },
};

/** Of those that are known, the longest: of the tables where the database says so, and of the whole database. */
function longestTransaction({ tables, activity }: RiskInput): Figure | undefined {
  const known = [...tables.map(({ activity: own }) => own.longestTransactionMs), activity?.longestTransactionMs].filter(
    (figure): figure is Figure => figure?.value !== undefined,
  );
  return known.toSorted((left, right) => (right.value ?? 0) - (left.value ?? 0))[0];
}
