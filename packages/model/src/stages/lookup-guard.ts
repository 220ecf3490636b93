import { assertContains, everything, type LookupStage, type PipelineStage, type QuerySources } from "@dataflow/query";
import type { Stage } from "./stage.ts";

/**
 * The last look at the tables that a pipeline looks rows up in: each must be read with the conditions of its own model,
 * whichever stage put the pipeline together. It stands last.
 *
 * @param sources the models, with the rows that may be seen of each
 * @returns the stage
 */
export function lookupGuard(sources: QuerySources): Stage {
  return {
    kinds: ["pipeline"],
    pass: (operation, next) => {
      if (operation.kind === "pipeline") checkStages(operation.stages, sources);
      return next(operation);
    },
  };
}

function checkStages(stages: readonly PipelineStage[], sources: QuerySources): void {
  for (const stage of stages) {
    if (stage.kind !== "lookup") continue;
    checkSource(stage, sources);
    checkStages(stage.stages, sources);
  }
}

function checkSource({ source }: LookupStage, sources: QuerySources): void {
  const own = sources.get(source.name);
  if (own?.table !== source.table) throw new Error(`unreachable: ${source.name} is not a table of this DataFlow`);
  assertContains(source.visible?.() ?? everything(), own.visible?.() ?? everything());
}
