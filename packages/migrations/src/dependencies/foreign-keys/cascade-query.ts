import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { ReferenceDialect } from "../../dialects/reference-dialect.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { type CascadeClosure, type ForeignKeyEdge, wholeTable } from "./foreign-key-graph.ts";

/** What rows are asked about. */
export interface CascadeQuestion {
  readonly table: CatalogObject<"table">;
  /** A condition; absent means all rows. */
  readonly where?: string;
  readonly closure: CascadeClosure;
  readonly objects: CatalogIndex;
}

/**
 * Writes the query that follows rows along the keys. Each row is a table's number and what tells it from the others; the
 * database goes on until no new row is found, so circles end.
 *
 * @param question the rows and the keys
 * @param dialect how rows are told apart
 * @returns SQL that gives rows of `kind` ("seed", "table" or "key"), `n` (its place in the closure), `found`, and for keys
 *   `gone`: those of them that are deleted
 */
export function cascadeQuery(question: CascadeQuestion, dialect: ReferenceDialect): string {
  const writer = new CascadeWriter(question, dialect);
  const edges = question.closure.edges.filter(({ onDelete }) => onDelete === "cascade");
  const parts = [
    `seed (t, k) AS (${writer.seed()})`,
    ...unionParts("pairs", "(pt, pk, t, k)", { branches: edges.map((edge) => writer.pairs(edge)), dialect }),
    edges.length === 0
      ? "reached (t, k) AS (SELECT t, k FROM seed)"
      : "reached (t, k) AS (SELECT t, k FROM seed UNION SELECT e.t, e.k FROM reached AS r JOIN pairs AS e ON e.pt = r.t AND e.pk = r.k)",
    ...unionParts("met", "(n, found, gone)", {
      branches: question.closure.edges.map((edge, index) => writer.met(edge, index)),
      dialect,
    }),
  ];
  const keys = question.closure.edges.length === 0 ? "" : "\nUNION ALL SELECT 'key' AS kind, n, found, gone FROM met";
  return `WITH RECURSIVE ${parts.join(",\n")}
SELECT 'table' AS kind, t AS n, count(*) AS found, 0 AS gone FROM reached GROUP BY t
UNION ALL SELECT 'seed' AS kind, 0 AS n, count(*) AS found, 0 AS gone FROM seed${keys}`;
}

class CascadeWriter {
  readonly #question: CascadeQuestion;
  readonly #dialect: ReferenceDialect;
  readonly #numbers: ReadonlyMap<ObjectId, number>;

  constructor(question: CascadeQuestion, dialect: ReferenceDialect) {
    this.#question = question;
    this.#dialect = dialect;
    this.#numbers = new Map(question.closure.tables.map((id, index) => [id, index]));
  }

  seed(): string {
    const { table, where } = this.#question;
    const condition = where === undefined ? "" : ` WHERE (${where})`;
    const name = table.path.map(quoteIdentifier).join(".");
    return `SELECT ${this.#number(table)}, ${this.#identity(table, name)} FROM ${this.#dialect.source(table)}${condition}`;
  }

  /** Which rows a key deletes with which. */
  pairs(edge: ForeignKeyEdge): string {
    return `SELECT ${this.#number(edge.parent)} AS pt, ${this.#identity(edge.parent, "p")} AS pk, ${this.#number(edge.child)} AS t, ${this.#identity(edge.child, "c")} AS k FROM ${this.#join(edge)}`;
  }

  /** The rows that refer to a deleted one, and those of them that are deleted themselves. */
  met(edge: ForeignKeyEdge, index: number): string {
    const child = this.#numbers.get(wholeTable(edge.child, this.#question.objects).id) ?? -1;
    return `SELECT ${index} AS n, count(*) AS found, count(o.k) AS gone FROM ${this.#join(edge)} JOIN reached AS r ON r.t = ${this.#number(edge.parent)} AND r.k = ${this.#identity(edge.parent, "p")} LEFT JOIN reached AS o ON o.t = ${child} AND o.k = ${this.#identity(edge.child, "c")}`;
  }

  #join({ child, parent, columns, referenced }: ForeignKeyEdge): string {
    const equal = columns.map(
      (name, index) => `p.${quoteIdentifier(referenced[index] ?? "")} = c.${quoteIdentifier(name)}`,
    );
    return `${this.#dialect.source(child)} AS c JOIN ${this.#dialect.source(parent)} AS p ON ${equal.join(" AND ")}`;
  }

  #number(table: CatalogObject<"table">): number {
    return this.#numbers.get(wholeTable(table, this.#question.objects).id) ?? -1;
  }

  #identity(table: CatalogObject<"table">, alias: string): string {
    return this.#dialect.rowIdentity(table, alias, this.#question.objects);
  }
}

/** One common table expression of many branches, made of several where that is too many for one. */
function unionParts(
  name: string,
  columns: string,
  { branches, dialect }: { readonly branches: readonly string[]; readonly dialect: ReferenceDialect },
): readonly string[] {
  if (branches.length === 0) return [];
  const size = dialect.mostBranches;
  if (branches.length <= size) return [`${name} ${columns} AS MATERIALIZED (${branches.join("\nUNION ALL ")})`];
  const groups: string[][] = [];
  for (let at = 0; at < branches.length; at += size) groups.push(branches.slice(at, at + size));
  return [
    ...groups.map((group, index) => `${name}_${index} ${columns} AS MATERIALIZED (${group.join("\nUNION ALL ")})`),
    `${name} ${columns} AS MATERIALIZED (${groups.map((_, index) => `SELECT * FROM ${name}_${index}`).join(" UNION ALL ")})`,
  ];
}
