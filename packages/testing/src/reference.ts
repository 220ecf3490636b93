export {
  applyUpdate,
  type Document,
  matchesDocument,
  matchesSearch,
  type PipelineTables,
  runPipeline,
  UpdateRefused,
  type UpdateSurroundings,
} from "@dataflow/testing-base/reference";
