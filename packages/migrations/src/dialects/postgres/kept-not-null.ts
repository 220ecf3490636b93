import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { defaultName } from "../../introspect/postgres/default-names.ts";

/** From here on a NOT NULL is a constraint with a name. */
const NAMED_SINCE = 180_000;

/**
 * A column under its new name: its NOT NULL keeps the name that was made of the old ones.
 *
 * @param serverVersion the server's version
 * @param before the column
 * @param after the same under new names
 * @returns the column as the server will describe it
 */
export function keepNotNullName(
  serverVersion: number,
  before: CatalogObject<"column">,
  after: CatalogObject<"column">,
): CatalogObject<"column"> {
  if (serverVersion < NAMED_SINCE || !before.definition.notNull || before.definition.inherited === true) return after;
  const { notNullConstraint, ...definition } = after.definition;
  const { name = usualName(before), valid = true, noInherit = false } = notNullConstraint ?? {};
  const isUsual = valid && !noInherit && name === usualName(after);
  return {
    ...after,
    definition: isUsual ? definition : { ...definition, notNullConstraint: { name, valid, noInherit } },
  };
}

function usualName({ path }: CatalogObject<"column">): string {
  return defaultName(path.at(-2) ?? "", path.at(-1) ?? "", "not_null");
}
