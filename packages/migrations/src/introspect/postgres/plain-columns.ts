import type { ColumnDefinition } from "../../catalog/object-definitions.ts";

/** The definitions of columns that have nothing but a type: one for each type, whatever has it. */
export class PlainColumns {
  readonly #nullable = new Map<string, ColumnDefinition>();
  readonly #notNull = new Map<string, ColumnDefinition>();

  /** The definition of such a column, frozen. */
  of(type: string, notNull: boolean): ColumnDefinition {
    const known = notNull ? this.#notNull : this.#nullable;
    const found = known.get(type);
    if (found !== undefined) return found;
    const definition = Object.freeze({ type, notNull });
    known.set(type, definition);
    return definition;
  }
}
