import type { MaybePromise } from "./maybe-promise.ts";
import type { RunContext } from "./node-context.ts";
import type { NodeRegistry } from "./node-registry.ts";

/** Node type name → what goes in and what comes out; the type-level twin of a {@link NodeRegistry}. */
export type NodeTypeMap = Readonly<Record<string, { readonly input: object; readonly output: unknown }>>;

/** What a run wants around it. */
export interface RunScopeOptions {
  readonly context: RunContext;
  /** `true` or the options of the source's transaction: every node of the run joins it, and a failure rolls it back. */
  readonly transaction?: unknown;
}

/**
 * Something that provides node types, and what must be opened around a run of them: a `DataFlow`, for one.
 * `Types` exists for the compiler only.
 */
export interface NodeSource<Types = unknown> {
  readonly nodes: NodeRegistry;
  /** Runs `body` inside the context and the transaction asked for. */
  runInScope?<Result>(options: RunScopeOptions, body: () => MaybePromise<Result>): MaybePromise<Result>;
  /** Never present at run time: carries `Types` for inference. */
  readonly "~types"?: Types;
}
