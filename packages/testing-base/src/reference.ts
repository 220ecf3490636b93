export { applyUpdate, type UpdateSurroundings } from "./reference/apply-update.ts";
export { matchesDocument } from "./reference/match-document.ts";
export { matchesSearch } from "./reference/match-search.ts";
export type { Document } from "./reference/pipeline-row.ts";
export { type PipelineTables, runPipeline } from "./reference/run-pipeline.ts";
export { UpdateRefused } from "./reference/update-refused.ts";
