// The names are those of the published entry; packages below it cannot depend on that.
export * from "@dataflow/testing-base/faults";
