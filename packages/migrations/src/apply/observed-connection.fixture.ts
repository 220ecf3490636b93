// Finds every place at which a migration can be interrupted: before and after each statement and each commit.
import type { Connection } from "@dataflow/database";

/** Is told about a place; what comes after it waits for what it gives. */
export type AtPlace = (place: string) => void | Promise<void>;

const STATEMENTS: ReadonlySet<PropertyKey> = new Set(["execute", "query", "run"]);

/**
 * The same connection, which tells about every place. Statements that only look at the catalog are no places.
 */
export function observed(target: Connection, at: AtPlace): Connection {
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (key === "transaction") return (...values: readonly unknown[]) => around(`transaction`, values);
      if (!STATEMENTS.has(key)) return value.bind(target);
      return async (...values: readonly unknown[]) => {
        const text = textOf(values[0]);
        if (!isPlace(text)) return Reflect.apply(value, target, values);
        await at(`before ${text}`);
        const result: unknown = await Reflect.apply(value, target, values);
        await at(`after ${text}`);
        return result;
      };

      async function around(name: string, values: readonly unknown[]): Promise<unknown> {
        const result: unknown = await Reflect.apply(target.transaction, target, values);
        await at(`after ${name}`);
        return result;
      }
    },
  });
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "text" in value ? String(value.text) : "";
}

function isPlace(text: string): boolean {
  return !/^\s*(SELECT|WITH|SET|SHOW)\b/i.test(text) || /advisory/.test(text);
}
