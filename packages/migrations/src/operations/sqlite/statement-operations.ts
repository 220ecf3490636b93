import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { printName } from "../../introspect/sqlite/sqlite-tokens.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { fillingSql } from "./fill-virtual-table.ts";

type Kind = "index" | "trigger" | "view";

/** What SQLite calls each kind, and what it is created by. */
const WORDS = { index: "INDEX", trigger: "TRIGGER", view: "VIEW" } as const satisfies Record<Kind, string>;

/**
 * The statement that makes an object which SQLite keeps by its text.
 *
 * @param object an index, a trigger or a view
 * @returns the statement
 */
export function creationSql(object: CatalogObject<Kind>): string {
  if (object.kind !== "view") return object.definition.sql;
  const { columns, query } = object.definition;
  const names = columns.length === 0 ? "" : ` (${columns.map(printName).join(", ")})`;
  return `CREATE VIEW ${printName(object.path[0] ?? "")}${names} AS ${query}`;
}

function operations<One extends Kind>(kind: One) {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  const create: OperationType<One> = {
    name: `create${title}`,
    kind,
    change: "create",
    inverse: `drop${title}`,
    // The compiler does not follow that an object of one of the kinds is an object of any of them.
    plan: ({ after }) => (after === undefined ? [] : [inside(creationSql(after as CatalogObject<Kind>))]),
  };
  const drop: OperationType<One> = {
    name: `drop${title}`,
    kind,
    change: "drop",
    inverse: `create${title}`,
    plan: ({ before }) =>
      before === undefined ? [] : [inside(`DROP ${WORDS[kind]} ${printName(before.path[0] ?? "")}`)],
  };
  return { create, drop, alter: [] };
}

/** Indexes, triggers and views are never changed in place: they hold nothing that is not made again in a moment. */
export const indexOperations = operations("index");
const plainTriggers = operations("trigger");
export const triggerOperations = {
  ...plainTriggers,
  create: {
    ...plainTriggers.create,
    plan({ after }, facts) {
      if (after === undefined) return [];
      return [creationSql(after), ...fillingSql(after, facts)].map(inside);
    },
  } satisfies OperationType<"trigger">,
};
export const viewOperations = operations("view");
