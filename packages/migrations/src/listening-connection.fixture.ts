import type { Connection } from "@dataflow/database";

/** The same connection, which keeps every text that runs on it. */
export function listeningTo(target: Connection, texts: string[]): Connection {
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...parameters: readonly unknown[]) => {
        const [first] = parameters;
        if (typeof first === "string") texts.push(first);
        if (typeof first === "object" && first !== null && "text" in first) texts.push(String(first.text));
        return Reflect.apply(value, target, parameters);
      };
    },
  });
}
