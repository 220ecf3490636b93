import type { MaybePromise } from "./maybe-promise.ts";
import type { NodeContext } from "./node-context.ts";

/**
 * What nodes of a type have to do with a scope: something that one node opens, that the nodes wired after it run in, and
 * that another node ends. A transaction is one.
 */
export interface ScopeRole {
  /** `"open"` begins a scope, `"end"` ends the innermost one it stands in, `"inside"` has to stand in one. */
  readonly part: "open" | "end" | "inside";
  /** Node types that belong together have the same object here, and look after no scopes but their own. */
  readonly of: object;
}

/** A scope that is open in a run. */
export interface NodeScope {
  readonly of: object;
  readonly isOpen: boolean;
  /**
   * Runs a node in the scope.
   *
   * @param body the node
   * @param mayFail whether the run goes on when the node fails, so that what it did has to be undone by itself
   */
  enter<Result>(body: () => MaybePromise<Result>, mayFail: boolean): MaybePromise<Result>;
  /** Undoes what was done in the scope and ends it: the run has failed, is over, or begins the scope again. Never rejects. */
  abandon(reason: unknown): Promise<void>;
  /** Whether what failed in the scope, perhaps wrapped in other errors, may succeed when all of it is run again; absent where it never may. */
  mayRepeat?(error: unknown): boolean;
}

/** A node's context inside a run, which knows the scopes around the node. */
export interface ScopingContext extends NodeContext {
  openScope(scope: NodeScope): (error: unknown) => void;
  enclosingScope(of: object): NodeScope | undefined;
}

/**
 * Puts the nodes that are wired after this one into a scope. Only for node types with the role `"open"`.
 *
 * @param context what the node was given beside its input
 * @param scope what was opened
 * @returns what to call when the scope breaks by itself: the run then fails with that error as the error of this node
 * @example
 * ```ts
 * import { type NodeType, openScope } from "@dataflow/core";
 *
 * const of = {};
 * const lock: NodeType = {
 *   type: "LockNode",
 *   parameters: { names: {}, open: false },
 *   scope: { part: "open", of },
 *   run: (_input, context) => {
 *     let isOpen = true;
 *     openScope(context, {
 *       of,
 *       get isOpen() {
 *         return isOpen;
 *       },
 *       enter: (body) => body(),
 *       abandon: async () => {
 *         isOpen = false;
 *       },
 *     });
 *   },
 * };
 * ```
 */
export function openScope(context: NodeContext, scope: NodeScope): (error: unknown) => void {
  return scopingContext(context).openScope(scope);
}

/**
 * The innermost open scope that a node stands in.
 *
 * @param context what the node was given beside its input
 * @param of which scopes to look for
 * @returns the scope; undefined when there is none
 * @example
 * ```ts
 * import { enclosingScope, type NodeType } from "@dataflow/core";
 *
 * const of = {};
 * const unlock: NodeType = {
 *   type: "UnlockNode",
 *   parameters: { names: {}, open: false },
 *   scope: { part: "end", of },
 *   run: (_input, context) => enclosingScope(context, of)?.abandon(undefined),
 * };
 * ```
 */
export function enclosingScope(context: NodeContext, of: object): NodeScope | undefined {
  return scopingContext(context).enclosingScope(of);
}

function scopingContext(context: NodeContext): ScopingContext {
  if ("openScope" in context && "enclosingScope" in context) return context as ScopingContext; // only runs have both
  throw new TypeError(`node "${context.nodeId}" asks for a scope outside a run`);
}
