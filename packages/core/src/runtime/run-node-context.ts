import type { MaybePromise } from "../node/maybe-promise.ts";
import type { RunContext } from "../node/node-context.ts";
import type { NodeScope, ScopingContext } from "../node/node-scope.ts";
import type { NodeType, NodeValues } from "../node/node-type.ts";
import { buildWorkflow } from "../workflow/build-workflow.ts";
import { Workflow } from "../workflow/workflow.ts";
import { type NestedRunOptions, type NestingContext, SINGLE_NODE_ID } from "./nested-run.ts";
import type { RunEnvironment } from "./run-environment.ts";
import type { RunResult } from "./run-result.ts";
import type { RunScopes } from "./run-scopes.ts";

/** What a context needs from the run it belongs to. */
export interface ContextOwner {
  readonly environment: RunEnvironment;
  readonly workflow: Workflow;
  /** Made when it is first asked for: most nodes never look at it. */
  readonly signal: AbortSignal;
  /** Absent when no node of the run opens any. */
  readonly scopes: RunScopes | undefined;
  failScope(nodeId: string, error: unknown): void;
}

/** What one attempt of a node is told beside its input. */
export class RunNodeContext implements NestingContext, ScopingContext {
  readonly nodeId: string;
  readonly attempt: number;
  readonly #owner: ContextOwner;
  readonly #ownSignal: AbortSignal | undefined;

  /**
   * @param owner the run
   * @param nodeId the node
   * @param attempt from 1
   * @param signal the attempt's own signal, when it has a time limit
   */
  constructor(owner: ContextOwner, nodeId: string, attempt: number, signal?: AbortSignal) {
    this.#owner = owner;
    this.nodeId = nodeId;
    this.attempt = attempt;
    this.#ownSignal = signal;
  }

  get runId(): string {
    return this.#owner.environment.runId;
  }

  get context(): RunContext {
    return this.#owner.environment.context;
  }

  get signal(): AbortSignal {
    return this.#ownSignal ?? this.#owner.signal;
  }

  openScope(scope: NodeScope): (error: unknown) => void {
    if (this.#owner.scopes === undefined) throw new TypeError(`node type of "${this.nodeId}" has no role for a scope`);
    this.#owner.scopes.open(this.nodeId, scope);
    return (error) => this.#owner.failScope(this.nodeId, error);
  }

  enclosingScope(of: object): NodeScope | undefined {
    return this.#owner.scopes?.enclosing(this.nodeId, of);
  }

  runNested(workflow: Workflow, options: NestedRunOptions): MaybePromise<RunResult> {
    const { environment } = this.#owner;
    return environment.startNested({ workflow, options, environment, nodeId: this.nodeId, signal: this.signal });
  }

  singleNodeWorkflow(node: string | NodeType<never>, parameters: NodeValues, inputs: readonly string[]): Workflow {
    const { source, lookup } = this.#owner.workflow;
    const draft = {
      nodes: [{ type: node, id: SINGLE_NODE_ID, parameters, options: undefined }],
      connections: [],
      inputs: { [SINGLE_NODE_ID]: inputs },
    };
    return new Workflow(buildWorkflow(draft, lookup), source, lookup);
  }
}
