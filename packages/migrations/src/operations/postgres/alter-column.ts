import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { ObjectChange, OperationType, PlanFacts, Statement } from "../operation-type.ts";
import { inside } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";

type Column = CatalogObject<"column">;

/** Both sides of an alteration of a column. */
export interface ColumnAlteration {
  readonly before: Column;
  readonly after: Column;
}

/** What an operation on columns says of itself beyond what all of them share. */
interface ColumnOperation {
  readonly name: string;
  readonly covers: readonly string[];
  /** What follows `ALTER TABLE … `; several are several statements. */
  clauses(alteration: ColumnAlteration, facts: PlanFacts): readonly string[];
  readonly more?: Partial<OperationType<"column">>;
}

/**
 * An operation that changes a column in place, as clauses of ALTER TABLE.
 *
 * @param operation its name, what it covers and its clauses
 * @returns the operation
 */
export function alterColumn(operation: ColumnOperation): OperationType<"column"> {
  return {
    name: operation.name,
    kind: "column",
    change: "alter",
    inverse: operation.name,
    covers: operation.covers,
    lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(after)}`),
    plan(change, facts): readonly Statement[] {
      const alteration = bothSides(change);
      return operation
        .clauses(alteration, facts)
        .map((clause) => inside(`ALTER TABLE ${ownerTable(alteration.after)} ${clause}`));
    },
    ...operation.more,
  };
}

/** Both sides of a change that has both. */
export function bothSides({ before, after }: ObjectChange<"column">): ColumnAlteration {
  if (before === undefined || after === undefined) throw new TypeError("an alteration has two sides");
  return { before, after };
}

/** `ALTER COLUMN "name"` with what is to be done. */
export function columnClause(column: Column, what: string): string {
  return `ALTER COLUMN ${ownName(column)} ${what}`;
}

/** The rows of a column's table, for operations that look at each. */
export function tableRows(column: { readonly parent?: ObjectId } | undefined, facts: PlanFacts): number | "unknown" {
  return (column?.parent === undefined ? undefined : facts.rows(column.parent)) ?? "unknown";
}
