import { actionKey, changesOf, compareActions, type PlanAction } from "./plan-action.ts";

/** Actions with what has to run before each. */
export class ActionGraph {
  readonly #actions = new Map<string, PlanAction>();
  /** The action in which an object is created or dropped, also when another's statements do it. */
  readonly #aliases = new Map<string, string>();
  readonly #after = new Map<string, Set<string>>();
  readonly #waitsFor = new Map<string, number>();

  constructor(actions: readonly PlanAction[]) {
    for (const action of actions) {
      this.#actions.set(action.key, action);
      this.#after.set(action.key, new Set());
      this.#waitsFor.set(action.key, 0);
      // A default that lets go is only the beginning of its column's alteration.
      if (action.key.startsWith("release ")) continue;
      for (const { change, id } of changesOf(action)) this.#aliases.set(actionKey(change, id), action.key);
    }
  }

  /** Says that one action has to run before another; unknown ones and loops to itself do not count. */
  connect(first: string, second: string): void {
    const [from, to] = [this.#aliases.get(first) ?? first, this.#aliases.get(second) ?? second];
    const after = this.#after.get(from);
    if (from === to || after === undefined || !this.#actions.has(to) || after.has(to)) return;
    after.add(to);
    this.#waitsFor.set(to, (this.#waitsFor.get(to) ?? 0) + 1);
  }

  has(key: string): boolean {
    return this.#actions.has(key);
  }

  /** The actions that have to run after one. */
  laterThan(key: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [key];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const later of this.#after.get(next) ?? []) {
        if (found.has(later)) continue;
        found.add(later);
        queue.push(later);
      }
    }
    return found;
  }

  sorted(): readonly PlanAction[] {
    const ready = [...this.#actions.values()].filter(({ key }) => this.#waitsFor.get(key) === 0).sort(compareActions);
    const ordered: PlanAction[] = [];
    for (let action = ready.shift(); action !== undefined; action = ready.shift()) {
      ordered.push(action);
      for (const key of this.#after.get(action.key) ?? []) {
        const left = (this.#waitsFor.get(key) ?? 0) - 1;
        this.#waitsFor.set(key, left);
        const next = this.#actions.get(key);
        if (left === 0 && next !== undefined) insertSorted(ready, next);
      }
    }
    if (ordered.length === this.#actions.size) return ordered;
    const done = new Set(ordered.map(({ key }) => key));
    throw circle(this.#circleIn(new Set([...this.#actions.keys()].filter((key) => !done.has(key)))));
  }

  /** One of the circles that waiting actions are in, or behind: each waits for another, so going back comes round. */
  #circleIn(waiting: ReadonlySet<string>): readonly string[] {
    const path: string[] = [];
    let [key] = waiting;
    while (key !== undefined && !path.includes(key)) {
      path.unshift(key);
      const later = key;
      key = [...waiting].find((one) => this.#after.get(one)?.has(later));
    }
    return key === undefined ? path : path.slice(0, path.indexOf(key) + 1);
  }
}

function insertSorted(actions: PlanAction[], action: PlanAction): void {
  let [low, high] = [0, actions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = actions[middle];
    if (other !== undefined && compareActions(other, action) < 0) low = middle + 1;
    else high = middle;
  }
  actions.splice(low, 0, action);
}

function circle(keys: readonly string[]): TypeError {
  return new TypeError(`these changes need each other: ${keys.join(" → ")}`);
}
