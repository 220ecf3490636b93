import type { Operation } from "./operation.ts";

/**
 * Creates a database schema unless it is there. Asking first matters: `IF NOT EXISTS` wants the right to create one even
 * when there is nothing to create.
 *
 * @param name the schema's name
 * @returns the operation
 */
export function createSchema(name: string): Operation {
  return Object.freeze<Operation>({
    kind: "createSchema",
    validate: () => [],
    plan: (dialect) => {
      if (dialect.createSchema === undefined) return [];
      return [
        {
          id: `createSchema ${name}`,
          operation: "createSchema",
          table: "",
          schema: name,
          ...dialect.createSchema(name),
        },
      ];
    },
  });
}
