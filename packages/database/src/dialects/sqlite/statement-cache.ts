const GENERATION_SIZE = 250;

/**
 * Keeps what was used lately, up to 500 entries, in two generations: a look-up of something in use costs one read of a
 * map, where a list in order of use would be rewritten at every look-up.
 */
export class StatementCache<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const aged = this.#old.get(key);
    if (aged !== undefined) this.set(key, aged);
    return aged;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= GENERATION_SIZE) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
