export { matchesDocument } from "./reference/match-document.ts";
export { matchesSearch } from "./reference/match-search.ts";
export type { Document } from "./reference/pipeline-row.ts";
export { type PipelineTables, runPipeline } from "./reference/run-pipeline.ts";
