import { runtimeErrors } from "../errors/runtime-errors.ts";
import type { RetryOptions } from "../workflow/node-options.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { isRepeated, type ScopesAround, scopeEndedBy } from "../workflow/workflow-scopes.ts";
import type { RunProgress } from "./run-progress.ts";

/** A scope that is run again as a whole when a failure in it says that this may help. */
export class RepeatedScope {
  /** The node that opens it. */
  readonly opener: number;
  readonly retry: RetryOptions;
  /** All that is run again: that node, what stands in the scope, and what ends it. */
  readonly members: ReadonlySet<number>;
  /** Whether what its nodes still give is of an attempt that is being undone. */
  isUndone = false;
  /** Nothing of it is run again any more: one of its ends has run. */
  isOver = false;
  #running = 0;
  #whenIdle: (() => void) | undefined;

  constructor(opener: number, retry: RetryOptions, members: ReadonlySet<number>) {
    this.opener = opener;
    this.retry = retry;
    this.members = members;
  }

  /** One of its nodes runs. */
  begin(): void {
    this.#running++;
  }

  /** One of its nodes has ended. */
  end(): void {
    if (--this.#running === 0) this.#whenIdle?.();
  }

  /** Resolves when it has been undone and none of its nodes runs any more. */
  async undo(undone: Promise<void>): Promise<void> {
    this.isUndone = true;
    await undone;
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    this.#whenIdle = undefined;
  }
}

/**
 * The scopes of a run that may be run again. Until such a scope is over, nothing that waits for its nodes from outside
 * is told about them: so what has run outside never depends on an attempt that is undone.
 */
export class RepeatedScopes {
  readonly #workflow: Workflow;
  readonly #around: ScopesAround;
  readonly #progress: RunProgress;
  /** Node index → the scope that it is run again with. */
  readonly #scopes: ReadonlyMap<number, RepeatedScope>;

  private constructor(workflow: Workflow, around: ScopesAround, progress: RunProgress) {
    this.#workflow = workflow;
    this.#around = around;
    this.#progress = progress;
    const scopes = new Map<number, RepeatedScope>();
    for (const [opener, node] of workflow.nodes.entries()) {
      const { retry } = node.options;
      if (retry === undefined || !isRepeated(node)) continue;
      const inside = workflow.nodes.flatMap((_, index) => (around[index]?.includes(opener) === true ? [index] : []));
      const members = new Set([opener, ...inside]);
      const scope = new RepeatedScope(opener, retry, members);
      for (const member of members) scopes.set(member, scope);
    }
    this.#scopes = scopes;
  }

  /** Undefined when no scope of the workflow is run again. */
  static of(workflow: Workflow, around: ScopesAround, progress: RunProgress): RepeatedScopes | undefined {
    return workflow.nodes.some(isRepeated) ? new RepeatedScopes(workflow, around, progress) : undefined;
  }

  /** The scope that a node is run again with. */
  around(index: number): RepeatedScope | undefined {
    return this.#scopes.get(index);
  }

  /** The same, when the failure of the node may be a reason to do it: not of the one that opens it, nor of one that may fail. */
  repeatable(index: number): RepeatedScope | undefined {
    const scope = this.#scopes.get(index);
    if (scope === undefined || scope.isOver || scope.opener === index) return undefined;
    const { options, type } = this.#progress.at(index).node;
    if (options.onError === "continue" && type.scope === undefined) return undefined;
    return this.#progress.at(scope.opener).attempts < scope.retry.attempts ? scope : undefined;
  }

  /** Settles the connections out of a node: those that leave a scope once the scope is over. */
  settle(index: number): void {
    const scope = this.#scopes.get(index);
    if (scope === undefined || scope.isOver) {
      this.#progress.settle(index);
      return;
    }
    const { members } = scope;
    this.#progress.settle(index, (to) => members.has(to));
    if (!this.#ends(index, scope)) return;
    scope.isOver = true;
    for (const member of members) {
      if (this.#progress.hasEnded(member)) this.#progress.settle(member, (to) => !members.has(to));
    }
  }

  /**
   * Looks, before a scope is opened, whether what its nodes are given can be read more than once.
   *
   * @throws RUNTIME.SCOPE_NOT_REPEATABLE
   */
  assertReadableAgain(index: number): void {
    const scope = this.#scopes.get(index);
    if (scope?.opener !== index) return;
    for (const member of scope.members) {
      const brought = this.#progress.broughtFromOutside(member, scope.members);
      const name = Object.keys(brought).find((input) => isReadOnce(brought[input]));
      if (name !== undefined) throw readOnce(this.#workflow, { index, member, name });
    }
  }

  #ends(index: number, { opener }: RepeatedScope): boolean {
    if (this.#progress.wasSkipped(index)) return false;
    const role = (of: number) => this.#workflow.nodes[of]?.type.scope;
    return role(index)?.part === "end" && scopeEndedBy(role(index), this.#around[index] ?? [], role) === opener;
  }
}

/** An iterator and a stream are empty when they have been read. */
function isReadOnce(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ["next", "getReader", "pipe"].some((name) => name in value && typeof Reflect.get(value, name) === "function");
}

function readOnce(
  { nodes }: Workflow,
  place: { readonly index: number; readonly member: number; readonly name: string },
) {
  const [scope, node] = [nodes[place.index]?.id, nodes[place.member]?.id];
  return runtimeErrors.create("SCOPE_NOT_REPEATABLE", {
    message: `The scope "${scope}" cannot be run again: "${place.name}" of node "${node}" can be read only once`,
    why: "it is a stream or an iterator that comes from outside of the scope, and a second attempt would find it empty",
    fix: "Give a list, or an iterable that begins anew each time; or leave retry out",
    meta: { scope, nodeId: node, input: place.name },
  });
}
