import type { ObjectKind } from "../../catalog/object-kind.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { ownerTable, ownName, quotePath } from "./names.ts";

/** Kinds that are renamed as parts of a table. */
const IN_TABLE: ReadonlySet<ObjectKind> = new Set(["column", "constraint"]);

/**
 * The operation that renames objects of a kind; all that refers to them follows by itself.
 *
 * @param kind the kind
 * @param word what ALTER calls it: `"TABLE"`, `"MATERIALIZED VIEW"`
 * @returns the operation, its own inverse
 */
export function renameOperation<Kind extends ObjectKind>(kind: Kind, word: string): OperationType<Kind> {
  const name = `rename${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return {
    name,
    kind,
    change: "rename",
    inverse: name,
    lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${quotePath(before.path)}`),
    plan({ before, after }) {
      if (before === undefined || after === undefined) return [];
      if (!IN_TABLE.has(kind)) return [inside(`ALTER ${word} ${quotePath(before.path)} RENAME TO ${ownName(after)}`)];
      return [inside(`ALTER TABLE ${ownerTable(before)} RENAME ${word} ${ownName(before)} TO ${ownName(after)}`)];
    },
  };
}
