import type { RunContext } from "@dataflow/core";

/** What operations outside of any run context see. */
export const noContext: RunContext = Object.freeze({});
