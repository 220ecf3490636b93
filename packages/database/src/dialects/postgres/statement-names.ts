/**
 * The names of prepared statements, with a generation at their end. When a table has changed under a prepared
 * statement, a new generation makes every connection prepare anew, instead of each failing once.
 */
export class StatementNames {
  #suffix = "";
  #generation = 0;

  nameFor(name: string): string {
    return this.#suffix === "" ? name : name + this.#suffix;
  }

  renew(): void {
    this.#generation++;
    this.#suffix = `_${this.#generation}`;
  }
}
