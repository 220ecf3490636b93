import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { CodeCatalog } from "./code-catalog.ts";
import { codeName, type NamedColumn, type NamedInCode, type NamedRelation } from "./named-in-code.ts";

/** The rows that a trigger function is given. */
const ROW_VARIABLES: ReadonlySet<string> = new Set(["new", "old"]);
/** The row that an INSERT could not write. */
const EXCLUDED = "excluded";

/**
 * Finds what the names in a function's body mean: rather more than it needs than less.
 *
 * @param routine the function
 * @param statements the names in its statements
 * @param catalog what there is
 * @returns the objects that it names
 */
export function codeReferences(
  routine: CatalogObject<"function">,
  statements: readonly NamedInCode[],
  catalog: CodeCatalog,
): ReadonlySet<ObjectId> {
  const found = new Set<ObjectId>();
  const firedOn = catalog.firedOn(routine.id);
  for (const statement of statements) {
    addRelations(statement, catalog, found);
    addTypes(statement, catalog, found);
    for (const name of statement.functions) for (const { id } of catalog.routines(name)) found.add(id);
    for (const table of firedOn) addRowColumns(table, statement, { catalog, found });
  }
  found.delete(routine.id);
  return found;
}

function addRelations(statement: NamedInCode, catalog: CodeCatalog, found: Set<ObjectId>): void {
  const aliases = new Set(statement.relations.map(({ alias, name }) => alias ?? name));
  for (const relation of statement.relations) {
    for (const { id } of catalog.relations(relation)) {
      found.add(id);
      for (const column of catalog.columns(id))
        if (namesColumn(column, relation, { statement, aliases })) found.add(column.id);
    }
  }
}

interface Scope {
  readonly statement: NamedInCode;
  readonly aliases: ReadonlySet<string>;
}

function namesColumn(column: CatalogObject<"column">, relation: NamedRelation, { statement, aliases }: Scope): boolean {
  const name = column.path.at(-1);
  const alias = relation.alias ?? relation.name;
  const isWhole = ({ name: used, qualifier }: NamedColumn) => used === alias && qualifier === undefined;
  if (statement.everything || statement.wholes.includes(alias) || statement.columns.some(isWhole)) return true;
  return statement.columns.some(({ name: used, qualifier }) => {
    if (used !== name) return false;
    return qualifier === undefined || qualifier === alias || qualifier === EXCLUDED || isParent(qualifier, aliases);
  });
}

/** A qualifier that is no relation of the statement may be its schema, a column of a row type, or a variable with rows of it. */
function isParent(qualifier: string, aliases: ReadonlySet<string>): boolean {
  return !aliases.has(qualifier) && !ROW_VARIABLES.has(qualifier);
}

/** `users%ROWTYPE` means all columns, `users.email%TYPE` the one. */
function addTypes({ types }: NamedInCode, catalog: CodeCatalog, found: Set<ObjectId>): void {
  for (const parts of types) {
    const whole = codeName(parts);
    const owner = codeName(parts.slice(0, -1));
    for (const { id } of whole === undefined ? [] : catalog.relations(whole)) {
      found.add(id);
      for (const column of catalog.columns(id)) found.add(column.id);
    }
    for (const { id } of owner === undefined ? [] : catalog.relations(owner)) {
      const column = catalog.columns(id).find(({ path }) => path.at(-1) === parts.at(-1));
      if (column !== undefined) found.add(id).add(column.id);
    }
  }
}

interface Search {
  readonly catalog: CodeCatalog;
  readonly found: Set<ObjectId>;
}

/** `NEW.email`, and `NEW` itself, which has all columns. */
function addRowColumns(table: ObjectId, statement: NamedInCode, { catalog, found }: Search): void {
  const isAll =
    statement.wholes.some((name) => ROW_VARIABLES.has(name)) ||
    statement.columns.some(({ name, qualifier }) => qualifier === undefined && ROW_VARIABLES.has(name));
  for (const column of catalog.columns(table)) {
    const isNamed = statement.columns.some(
      ({ name, qualifier }) => name === column.path.at(-1) && qualifier !== undefined && ROW_VARIABLES.has(qualifier),
    );
    if (isAll || isNamed) found.add(table).add(column.id);
  }
}
