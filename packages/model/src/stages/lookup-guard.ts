import { assertContains, everything, type LookupStage, type PipelineStage, type QuerySources } from "@dataflow/query";
import type { NextStage } from "./stage.ts";

/**
 * The last look at the tables that a pipeline looks rows up in: each must be read with the conditions of its own model,
 * whichever stage put the pipeline together.
 *
 * @param sources the models, with the rows that may be seen of each
 * @param execute what makes the statement
 * @returns the same with the look before it
 */
export function guardLookups(sources: QuerySources, execute: NextStage): NextStage {
  return (operation) => {
    if (operation.kind === "pipeline") checkStages(operation.stages, sources);
    return execute(operation);
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
