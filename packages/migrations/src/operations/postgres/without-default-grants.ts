import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { partsOf } from "../../catalog/catalog-parts.ts";
import { displayName, objectId } from "../../catalog/object-id.ts";
import type { ObjectKind } from "../../catalog/object-kind.ts";
import { EVERYBODY } from "../../dialects/postgres/grant-clauses.ts";
import type { ObjectChange, OperationType, PlanFacts } from "../operation-type.ts";
import { dropGrant } from "./drop-grant.ts";

/** What default privileges call the kinds that they are about. */
const OBJECTS: ReadonlyMap<ObjectKind, string> = new Map([
  ["schema", "schemas"],
  ["enum", "types"],
  ["composite", "types"],
  ["range", "types"],
  ["domain", "types"],
  ["sequence", "sequences"],
  ["function", "functions"],
  ["aggregate", "functions"],
  ["table", "tables"],
  ["view", "tables"],
  ["materializedView", "tables"],
]);

/** What everybody may do with a thing from the start. */
const BORN: ReadonlyMap<ObjectKind, readonly string[]> = new Map([
  ["function", ["EXECUTE"]],
  ["aggregate", ["EXECUTE"]],
  ["enum", ["USAGE"]],
  ["composite", ["USAGE"]],
  ["range", ["USAGE"]],
  ["domain", ["USAGE"]],
]);

/**
 * The creation of what may be born with privileges because somebody said so for all that is made: a role that is to have
 * none of its own loses them at once. A role that is to have some gets exactly those by its own grant.
 *
 * @param create the operation that creates such objects
 * @returns the operation with what takes the privileges away
 */
export function withoutDefaultGrants<Kind extends ObjectKind>(create: OperationType<Kind>): OperationType<Kind> {
  return {
    ...create,
    plan(change, facts) {
      const statements = create.plan(change, facts);
      // Whatever is of one kind is of some kind, which the compiler cannot follow.
      const { before, after } = change as ObjectChange;
      if (after === undefined || statements.length === 0) return statements;
      const made = [after, ...sequencesOf(after, before, facts)];
      const grants = made.flatMap((object) => unwantedGrants(object, facts));
      return [...statements, ...grants.flatMap((before) => dropGrant.plan({ change: "drop", before }, facts))];
    },
  };
}

/** What has privileges. */
type Target = Pick<CatalogObject, "id" | "kind" | "path">;

/** The sequences behind columns that are numbered from now on. */
function sequencesOf(object: CatalogObject, before: CatalogObject | undefined, facts: PlanFacts): readonly Target[] {
  const columns = object.kind === "table" ? partsOf(facts.desired, object.id) : [object];
  return columns.flatMap((column) => {
    if (column.kind !== "column" || column.definition.identity === undefined) return [];
    if (before?.kind === "column" && before.definition.identity !== undefined) return [];
    return [{ id: objectId("sequence", column.path), kind: "sequence", path: column.path }];
  });
}

function unwantedGrants(object: Target, { actual, desired }: PlanFacts): readonly CatalogObject<"grant">[] {
  const found = new Map<string, CatalogObject<"grant">>();
  for (const rule of rulesOf(actual)) {
    const [objects, role = ""] = rule.path.slice(-2);
    const [schema] = rule.path.slice(1, -2);
    if (objects !== OBJECTS.get(object.kind) || (schema !== undefined && schema !== object.path[0])) continue;
    const id = `grant ${object.id} to ${displayName([role])}` as const;
    if (desired.has(id)) continue;
    const all = role === rule.path[0] ? ["ALL"] : [];
    const born = role === EVERYBODY ? (BORN.get(object.kind) ?? []) : all;
    const definition = { on: object.id, role, privileges: [], grantable: [], born };
    found.set(id, {
      ...{ id, kind: "grant", path: [...object.path, role], parent: object.id },
      ...{ definition, dependsOn: [object.id] },
    });
  }
  return [...found.values()];
}

const rulesByCatalog = new WeakMap<CatalogIndex, readonly CatalogObject[]>();

/** Found once for a catalog, for it is asked for every object that is made. */
function rulesOf(objects: CatalogIndex): readonly CatalogObject[] {
  let rules = rulesByCatalog.get(objects);
  if (rules === undefined) {
    rules = [...objects.values()].filter(({ kind }) => kind === "defaultGrant");
    rulesByCatalog.set(objects, rules);
  }
  return rules;
}
