import { type CodeName, codeName, type NamedColumn, type NamedInCode, type NamedRelation } from "./named-in-code.ts";
import { fieldsOf, isFields, listOf, namesIn, type TreeFields, textOf } from "./tree.ts";

/** Statements of which it is known where they name columns; of all others every column is taken to be meant. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CallStmt", "ReturnStmt", "TruncateStmt"],
  ...["LockStmt", "VariableSetStmt", "VariableShowStmt", "NotifyStmt", "TransactionStmt", "RefreshMatViewStmt"],
]);

/** Functions that run a text they are given. */
const RUNNERS = /^(?:query_to_xml|cursor_to_xml|ts_stat$|ts_rewrite$|dblink|crosstab|connectby$)/;

/** Functions whose first argument is the name of a relation as a text. */
const NAMING: ReadonlySet<string> = new Set([
  ...["nextval", "currval", "setval", "to_regclass", "pg_get_serial_sequence", "pg_relation_size"],
]);

/**
 * Collects the names in a statement.
 *
 * @param tree the statement as the server's parser makes it
 * @returns the names
 */
export function statementNames(tree: unknown): NamedInCode {
  const collector = new NameCollector();
  const [kind] = isFields(tree) ? Object.keys(tree) : [];
  if (kind !== undefined && !UNDERSTOOD.has(kind)) collector.everything = true;
  collector.visit(tree);
  return collector;
}

type Visit = (fields: TreeFields) => void;

class NameCollector implements NamedInCode {
  readonly relations: NamedRelation[] = [];
  readonly columns: NamedColumn[] = [];
  readonly wholes: string[] = [];
  readonly functions: CodeName[] = [];
  readonly types: (readonly string[])[] = [];
  everything = false;
  isDynamic = false;

  readonly #visits: ReadonlyMap<string, Visit> = new Map<string, Visit>([
    ["ColumnRef", (fields) => this.#column(listOf(fields, "fields"))],
    ["A_Indirection", (fields) => this.#selected(listOf(fields, "indirection"))],
    ["FuncCall", (fields) => this.#call(fields)],
    ["TypeCast", (fields) => this.#cast(fields)],
    ["InsertStmt", (fields) => this.#insert(fields)],
    ["UpdateStmt", (fields) => this.#targets(listOf(fields, "targetList"))],
    ["MergeWhenClause", (fields) => this.#targets(listOf(fields, "targetList"))],
    ["OnConflictClause", (fields) => this.#targets(listOf(fields, "targetList"))],
    ["IndexElem", (fields) => this.#named(textOf(fields, "name"))],
    ["JoinExpr", (fields) => this.#join(fields)],
    ["DoStmt", () => this.#runsText()],
    ["ExecuteStmt", () => this.#runsText()],
    ["DropStmt", (fields) => this.#dropped(listOf(fields, "objects"))],
  ]);

  /** Visits a node and all below it. Fields of a fixed type stand under their field's name instead of their type's. */
  visit(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.visit(item);
    if (!isFields(value)) return;
    if (typeof value.relname === "string") this.#relation(value);
    if (Array.isArray(value.names) && "typemod" in value) this.#type(value);
    for (const [key, inner] of Object.entries(value)) {
      if (key === "onConflictClause" && isFields(inner)) this.#visits.get("OnConflictClause")?.(inner);
      if (isFields(inner)) this.#visits.get(key)?.(inner);
      this.visit(inner);
    }
  }

  #relation(fields: TreeFields): void {
    const [schema, name] = [textOf(fields, "schemaname"), textOf(fields, "relname") ?? ""];
    const alias = textOf(fieldsOf(fields, "alias"), "aliasname");
    // Columns that get other names here may be meant by them.
    if (listOf(fieldsOf(fields, "alias"), "colnames").length > 0) this.everything = true;
    this.relations.push({ name, ...(schema !== undefined && { schema }), ...(alias !== undefined && { alias }) });
  }

  #column(parts: readonly unknown[]): void {
    const names = namesIn(parts);
    const isStar = parts.some((part) => fieldsOf(part, "A_Star") !== undefined);
    const [last, before] = [names.at(-1), names.at(-2)];
    if (isStar && last === undefined) this.everything = true;
    else if (isStar && last !== undefined) this.wholes.push(last);
    else if (last !== undefined) this.columns.push({ name: last, ...(before !== undefined && { qualifier: before }) });
    // `(schema.table.column).field`, or `table.column.field`: the one in front may be the column.
    if (before !== undefined && names.length > 2) this.columns.push({ name: before });
  }

  #selected(indirection: readonly unknown[]): void {
    for (const name of namesIn(indirection)) this.#named(name);
    if (indirection.some((part) => fieldsOf(part, "A_Star") !== undefined)) this.everything = true;
  }

  #call(fields: TreeFields): void {
    const name = codeName(namesIn(listOf(fields, "funcname")));
    if (name === undefined) return;
    this.functions.push(name);
    if (RUNNERS.test(name.name)) this.#runsText();
    if (NAMING.has(name.name)) this.#relationText(listOf(fields, "args")[0]);
  }

  #cast(fields: TreeFields): void {
    const type = namesIn(listOf(fieldsOf(fields, "typeName"), "names")).at(-1);
    if (type === "regclass") this.#relationText(fields.arg);
  }

  /** A relation that is named by a constant text; by any other it is not known which one. */
  #relationText(value: unknown): void {
    const text = textOf(fieldsOf(fieldsOf(fieldsOf(value, "TypeCast")?.arg ?? value, "A_Const"), "sval"), "sval");
    const name = text === undefined ? undefined : codeName(dottedName(text));
    if (name !== undefined) this.relations.push(name);
  }

  #insert(fields: TreeFields): void {
    const columns = listOf(fields, "cols");
    if (columns.length === 0) this.everything = true;
    this.#targets(columns);
  }

  #targets(list: readonly unknown[]): void {
    for (const item of list) this.#named(textOf(fieldsOf(item, "ResTarget"), "name"));
  }

  #join(fields: TreeFields): void {
    if (fields.isNatural === true) this.everything = true;
    for (const name of namesIn(listOf(fields, "usingClause"))) this.#named(name);
  }

  #dropped(objects: readonly unknown[]): void {
    for (const object of objects) {
      const name = codeName(namesIn(listOf(fieldsOf(object, "List"), "items")));
      if (name !== undefined) this.relations.push(name);
    }
  }

  #type(fields: TreeFields): void {
    this.types.push(namesIn(listOf(fields, "names")));
  }

  #named(name: string | undefined): void {
    if (name !== undefined) this.columns.push({ name });
  }

  #runsText(): void {
    this.isDynamic = true;
  }
}

/**
 * Takes a dotted name apart as the server does: what has no quotes is in lower case.
 *
 * @param text `public."Users"`
 * @returns `["public", "Users"]`
 */
export function dottedName(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^".\s[(]+)/g)].map(([, quoted, plain = ""]) =>
    quoted === undefined ? plain.toLowerCase() : quoted.replaceAll('""', '"'),
  );
}
