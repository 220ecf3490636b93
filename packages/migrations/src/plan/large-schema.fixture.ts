/** How many departments a schema of the size of a grown application has; each has six tables. */
export const DEPARTMENTS = 56;

/** One schema with hundreds of tables as applications have them, for either database. */
export interface LargeSchema {
  readonly statements: readonly string[];
  readonly tables: number;
}

/**
 * Makes departments that each have people, documents, lines, tags, an audit and stock, with views over each other,
 * triggers, checks, references across departments, and one that leads back.
 *
 * @param words what is said differently: the type of a key, of an amount, of a time, and how an audit is written
 * @param extras statements for each department beyond those
 * @returns the statements
 */
export function largeSchema(
  words: SchemaWords,
  extras: (name: string, index: number) => readonly string[],
): LargeSchema {
  const statements = Array.from({ length: DEPARTMENTS }, (_, index) => [
    ...departmentTables(`d${index}`, index === 0 ? undefined : `d${Math.floor((index - 1) / 2)}`, words),
    ...departmentViews(`d${index}`),
    ...extras(`d${index}`, index),
  ]).flat();
  // The first department refers to the last: tables in a circle of references.
  const circle = words.circle(`d${DEPARTMENTS - 1}`);
  const tables = statements.filter((sql) => sql.startsWith("CREATE TABLE")).length;
  return { statements: [...statements, ...circle], tables };
}

/** What the two databases say differently. */
export interface SchemaWords {
  readonly key: string;
  readonly amount: string;
  readonly time: string;
  readonly now: string;
  readonly circle: (last: string) => readonly string[];
}

function departmentTables(
  name: string,
  above: string | undefined,
  { key, amount, time, now }: SchemaWords,
): readonly string[] {
  const parent =
    above === undefined ? "" : `, boss_department INTEGER REFERENCES ${above}_people (id) ON DELETE SET NULL`;
  return [
    `CREATE TABLE ${name}_people (id ${key}, email VARCHAR(120) NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '', manager_id INTEGER REFERENCES ${name}_people (id),
      active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)), joined ${time} NOT NULL DEFAULT ${now}${parent})`,
    `CREATE TABLE ${name}_documents (id ${key}, author_id INTEGER NOT NULL REFERENCES ${name}_people (id) ON DELETE CASCADE, title VARCHAR(200) NOT NULL, total ${amount} DEFAULT 0,
      state VARCHAR(20) NOT NULL DEFAULT 'draft', changed ${time}, CONSTRAINT ${name}_state CHECK (state IN ('draft', 'sent', 'paid')), CHECK (total >= 0))`,
    `CREATE TABLE ${name}_lines (document_id INTEGER NOT NULL REFERENCES ${name}_documents (id) ON DELETE CASCADE ON UPDATE CASCADE, position INTEGER NOT NULL,
      quantity INTEGER NOT NULL CHECK (quantity > 0), price ${amount} NOT NULL, net ${amount} GENERATED ALWAYS AS (price * quantity) STORED, PRIMARY KEY (document_id, position))`,
    `CREATE TABLE ${name}_tags (id ${key}, label VARCHAR(40) NOT NULL, parent_id INTEGER REFERENCES ${name}_tags (id) DEFERRABLE INITIALLY DEFERRED, UNIQUE (label, parent_id))`,
    `CREATE TABLE ${name}_tagged (tag_id INTEGER REFERENCES ${name}_tags (id), document_id INTEGER REFERENCES ${name}_documents (id), PRIMARY KEY (tag_id, document_id))`,
    `CREATE TABLE ${name}_audit (id ${key}, happened ${time} DEFAULT ${now}, what TEXT)`,
    `CREATE INDEX ${name}_by_author ON ${name}_documents (author_id, changed DESC)`,
    `CREATE UNIQUE INDEX ${name}_open ON ${name}_documents (title) WHERE state = 'draft'`,
    `CREATE INDEX ${name}_email ON ${name}_people (lower(email))`,
  ];
}

function departmentViews(name: string): readonly string[] {
  return [
    `CREATE VIEW ${name}_totals AS SELECT d.author_id, count(*) AS documents, sum(l.net) AS net FROM ${name}_documents d LEFT JOIN ${name}_lines l ON l.document_id = d.id GROUP BY d.author_id`,
    `CREATE VIEW ${name}_best AS SELECT p.name, t.net FROM ${name}_people p JOIN ${name}_totals t ON t.author_id = p.id WHERE t.documents > 3`,
  ];
}
