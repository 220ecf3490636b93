export {
  type Document,
  matchesDocument,
  matchesSearch,
  type PipelineTables,
  runPipeline,
} from "@dataflow/testing-base/reference";
