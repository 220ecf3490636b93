import type { RiskFactor } from "../risk-assessment.ts";
import type { RiskInput, RiskRule } from "../risk-input.ts";

/** Whether the change can be taken back after it was committed. */
export const wayBack: RiskRule = { category: "ROLLBACK", weigh: (input) => factorsOf(input) };

function factorsOf({ reversal, isBackedUp, lost, step }: RiskInput): readonly RiskFactor[] {
  const evidence = [{ source: "statement", fact: `how ${step} is taken back`, value: reversal }] as const;
  const isNothingLost = lost.length > 0 && lost.every(({ value, isExact }) => value === 0 && isExact);
  if (reversal === "inverse") return [];
  if (reversal === "unknown")
    return [
      { code: "WAY_BACK_UNKNOWN", description: `nobody knows how to take ${step} back`, impactScore: 60, evidence },
    ];
  if (isNothingLost)
    return [
      {
        code: "NOTHING_TO_RESTORE",
        description: `${step} destroys nothing that would have to come back`,
        impactScore: 5,
        evidence: [...evidence, ...lost.map((figure) => figure.evidence)],
      },
    ];
  if (reversal === "never")
    return [{ code: "NO_WAY_BACK", description: `${step} cannot be taken back`, impactScore: 80, evidence }];
  return [
    isBackedUp
      ? {
          code: "BACKUP_NEEDED",
          description: `${step} is taken back with data that were put aside; what is written afterwards is not among them`,
          impactScore: 30,
          evidence,
        }
      : {
          code: "NO_BACKUP",
          description: `${step} could only be taken back with data that nobody puts aside`,
          impactScore: 80,
          evidence,
        },
  ];
}
