/** A name as code writes it: perhaps with its schema. */
export interface CodeName {
  readonly schema?: string;
  readonly name: string;
}

/** A relation that a statement reads or writes, and what the statement calls it. */
export interface NamedRelation extends CodeName {
  readonly alias?: string;
}

/** A column that a statement names, with the relation or variable in front of it. */
export interface NamedColumn {
  readonly qualifier?: string;
  readonly name: string;
}

/** What one statement of a body names, before anybody knows what there is. */
export interface NamedInCode {
  readonly relations: readonly NamedRelation[];
  readonly columns: readonly NamedColumn[];
  /** Relations or variables of which all columns are meant: `u.*`. */
  readonly wholes: readonly string[];
  /** Whether all columns of all its relations are meant: `SELECT *`, an INSERT without a list of columns. */
  readonly everything: boolean;
  readonly functions: readonly CodeName[];
  /** Types that are named, as dotted names: a row type, `users.email%TYPE`. */
  readonly types: readonly (readonly string[])[];
  /** Whether it runs a text that is put together at run time. */
  readonly isDynamic: boolean;
}

/** The dotted name, innermost last, without the database. */
export function codeName(parts: readonly string[]): CodeName | undefined {
  const name = parts.at(-1);
  const schema = parts.at(-2);
  if (name === undefined) return undefined;
  return schema === undefined ? { name } : { schema, name };
}
