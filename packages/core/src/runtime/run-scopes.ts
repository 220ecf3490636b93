import { runtimeErrors } from "../errors/runtime-errors.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeScope } from "../node/node-scope.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { ScopesAround } from "../workflow/workflow-scopes.ts";

/** The scopes that are open in one run. */
export class RunScopes {
  readonly #workflow: Workflow;
  readonly #around: ScopesAround;
  /** By the node that opened it, in the order of opening. */
  readonly #scopes = new Map<number, NodeScope>();
  #ending: Promise<void> = Promise.resolve();

  constructor(workflow: Workflow, around: ScopesAround) {
    this.#workflow = workflow;
    this.#around = around;
  }

  /** The ids of the nodes whose scopes are open. */
  get left(): readonly string[] {
    const open = [...this.#scopes].filter(([, scope]) => scope.isOpen);
    return open.map(([index]) => this.#workflow.nodes[index]?.id ?? "");
  }

  open(nodeId: string, scope: NodeScope): void {
    this.#scopes.set(this.#indexOf(nodeId), scope);
  }

  /** The innermost scope around a node, of those that belong together. */
  enclosing(nodeId: string, of: object): NodeScope | undefined {
    const around = this.#around[this.#indexOf(nodeId)]?.map((index) => this.#scopes.get(index));
    return around?.findLast((scope) => scope?.of === of);
  }

  /** Runs a node in the scopes around it. */
  enter(index: number, body: () => MaybePromise<unknown>): MaybePromise<unknown> {
    const { type, options } = this.#workflow.nodes[index] ?? {};
    const mayFail =
      type?.scope === undefined && (options?.onError === "continue" || (options?.retry?.attempts ?? 1) > 1);
    return (this.#around[index] ?? []).reduceRight<() => MaybePromise<unknown>>((inner, opener) => {
      const scope = this.#scopes.get(opener);
      return scope === undefined ? inner : () => scope.enter(inner, mayFail);
    }, body)();
  }

  /** Whether what failed in a scope may succeed when all of the scope is run again. */
  mayRepeat(opener: number, error: unknown): boolean {
    return this.#scopes.get(opener)?.mayRepeat?.(error) === true;
  }

  /**
   * Ends every scope that is open, the innermost first. Never rejects.
   *
   * @param openers only the scopes of these nodes
   */
  abandon(reason: unknown, openers?: ReadonlySet<number>): Promise<void> {
    const open = [...this.#scopes]
      .filter(([opener, { isOpen }]) => isOpen && openers?.has(opener) !== false)
      .map(([, scope]) => scope)
      .reverse();
    this.#ending = this.#ending.then(async () => {
      for (const scope of open) await scope.abandon(reason);
    });
    return this.#ending;
  }

  #indexOf(nodeId: string): number {
    return this.#workflow.graph.indexOf.get(nodeId) ?? -1;
  }
}

/** The error of a run that was over while scopes were still open. */
export function scopeLeftOpen(runId: string, openedBy: readonly string[]) {
  const names = openedBy.map((id) => `"${id}"`).join(", ");
  return runtimeErrors.create("SCOPE_LEFT_OPEN", {
    message: `The run was over while the scope of ${names} was still open; what was done in it is undone`,
    why: "no node that ends the scope has run, perhaps because all of them are on branches that were not taken",
    fix: "Put an end of the scope on every branch",
    meta: { runId, openedBy },
  });
}
