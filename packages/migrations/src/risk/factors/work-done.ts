import type { RiskRule } from "../risk-input.ts";
import { bounded } from "../risk-score.ts";
import { factsOf, sizeOf, workOf } from "./others-wait.ts";

/** Reading and writing that others feel, whether they wait or not. */
export const workDone: RiskRule = {
  category: "PERFORMANCE",
  weigh: (input) =>
    input.effects.flatMap(({ relations }) =>
      relations.flatMap((effect) => {
        const work = workOf(effect);
        const facts = factsOf(effect, input);
        const size = sizeOf(effect, facts);
        if (work === 0 || (facts === undefined && size === 0)) return [];
        const does = effect.rewrites ? "written anew" : effect.buildsIndex ? "read and sorted" : "read";
        return [
          {
            code: effect.rewrites ? "TABLE_REWRITTEN" : effect.buildsIndex ? "INDEX_BUILT" : "TABLE_READ",
            description: `all of ${effect.relation.name} is ${does}: ${facts?.rows.value ?? "nobody knows how many"} rows`,
            impactScore: bounded(5 + 70 * work * size),
            evidence:
              facts === undefined
                ? [{ source: "statement", fact: "rows", value: "unknown" }]
                : [facts.rows.evidence, facts.tableBytes.evidence],
          },
        ];
      }),
    ),
};
