import type { Constraint } from "@pgsql/types";
import { dropObjects } from "../deletion.ts";
import type { ConstraintFact, Oid } from "../facts.ts";
import { addIndex } from "../new-relations.ts";
import { nameOfRange, texts } from "../tree.ts";
import { type ActionRule, type Alteration, lockedFamily, workOn } from "./alteration.ts";
import { requireValue } from "./columns.ts";

/** ADD CONSTRAINT. */
export const addTableConstraint: ActionRule = ({ def }, alteration) => {
  if (def !== undefined && "Constraint" in def) addConstraint(def.Constraint, alteration, []);
};

/**
 * A constraint is added.
 *
 * @param constraint as it is written
 * @param alteration what it is a part of
 * @param columns the column that it stands behind
 */
export function addConstraint(constraint: Constraint, alteration: Alteration, columns: readonly string[]): void {
  switch (constraint.contype) {
    case "CONSTR_CHECK":
      addCheck(constraint, alteration);
      return;
    case "CONSTR_NOTNULL":
      addNotNull(constraint, alteration);
      return;
    case "CONSTR_FOREIGN":
      addForeignKey(constraint, alteration, columns);
      return;
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
    case "CONSTR_EXCLUSION":
      constraint.indexname === undefined
        ? addKey(constraint, alteration, columns)
        : addKeyOfIndex(constraint, alteration);
      return;
    default:
  }
}

/** Whether rows that are there already have to keep it. The grammar says of NOT NULL no word about enforcement. */
function isChecked({ contype, skip_validation = false, is_enforced = false }: Constraint): boolean {
  return !skip_validation && (is_enforced || contype === "CONSTR_NOTNULL");
}

const NOTHING = { domain: null, references: null, referencedColumns: [], index: null, parent: null, expression: null };

function remember(
  constraint: Constraint,
  alteration: Alteration,
  more: Partial<ConstraintFact> & { table: Oid },
): void {
  const { model } = alteration;
  const oid = model.newOid();
  const type = { CONSTR_CHECK: "c", CONSTR_NOTNULL: "n", CONSTR_FOREIGN: "f", CONSTR_PRIMARY: "p", CONSTR_UNIQUE: "u" };
  const contype = constraint.contype ?? "";
  model.addConstraint({
    ...NOTHING,
    oid,
    name: constraint.conname ?? "",
    type: Object.hasOwn(type, contype) ? type[contype as keyof typeof type] : "x", // just looked up
    isValidated: isChecked(constraint),
    isEnforced: constraint.is_enforced === true || contype === "CONSTR_NOTNULL",
    columns: [],
    ...more,
  });
}

function addCheck(constraint: Constraint, alteration: Alteration): void {
  const { model, table } = alteration;
  const isOwn = constraint.is_no_inherit === true;
  if (isOwn) lockHeirs(alteration);
  else lockedFamily(alteration);
  const reached = isOwn || !alteration.recurses ? [table.oid] : model.family(table.oid);
  for (const member of reached) {
    if (isChecked(constraint)) workOn(alteration, member).scans = true;
    remember(constraint, alteration, { table: member, expression: constraint.raw_expr ?? null });
  }
}

function addNotNull(constraint: Constraint, alteration: Alteration): void {
  const [column = ""] = texts(constraint.keys);
  for (const table of lockedFamily(alteration)) {
    if (isChecked(constraint)) requireValue(alteration, table, column);
    const number = alteration.model.column(table, column)?.number;
    remember(constraint, alteration, { table, columns: number === undefined ? [] : [number] });
  }
}

/** From 18 on all children are locked as the table is, whether the constraint is theirs too or not. */
function lockHeirs(alteration: Alteration): void {
  if (alteration.model.facts.serverVersion >= 180000) lockedFamily(alteration);
}

function addForeignKey(constraint: Constraint, alteration: Alteration, column: readonly string[]): void {
  const { draft, model, table: altered } = alteration;
  lockHeirs(alteration);
  // Partitions keep the foreign keys of their table; heirs do not.
  const family = altered.kind === "p" ? lockedFamily(alteration) : [altered.oid];
  const target = model.relation(nameOfRange(constraint.pktable));
  if (target === undefined) {
    draft.unknown("the table that a foreign key leads to");
    return;
  }
  const targets = model.family(target.oid);
  for (const referenced of targets) draft.lock(referenced, "SHARE ROW EXCLUSIVE");
  const written = texts(constraint.fk_attrs);
  for (const table of family) {
    if (isChecked(constraint)) workOn(alteration, table).scans = true;
    const names = written.length > 0 ? written : column;
    const columns = names.flatMap((name) => model.column(table, name)?.number ?? []);
    remember(constraint, alteration, { table, columns, references: target.oid });
  }
  if (!isChecked(constraint) || !family.some((table) => model.mayHaveRows(table))) return;
  for (const referenced of targets) draft.scan(referenced);
}

/** UNIQUE, PRIMARY KEY and EXCLUDE build an index; a primary key needs a value in each of its columns too. */
function addKey(constraint: Constraint, alteration: Alteration, column: readonly string[]): void {
  const { draft, model, table } = alteration;
  const names = constraint.keys === undefined ? column : texts(constraint.keys);
  const isPrimary = constraint.contype === "CONSTR_PRIMARY";
  lockHeirs(alteration);
  for (const member of model.family(table.oid)) {
    const isTighter = isPrimary && names.map((name) => requireValue(alteration, member, name)).includes(true);
    if (isTighter) draft.lock(member, alteration.mode);
    // Partitions keep the keys of their table; heirs do not.
    if (member !== table.oid && table.kind !== "p") continue;
    draft.lock(member, member === table.oid ? alteration.mode : "SHARE");
    draft.buildIndex(member);
    const columns = names.flatMap((name) => model.column(member, name)?.number ?? []);
    remember(constraint, alteration, { table: member, columns });
    const name = constraint.conname ?? `${table.name}_${isPrimary ? "pkey" : "key"}`;
    addIndex(draft, { table: member, name, keys: columns });
  }
}

function addKeyOfIndex(constraint: Constraint, alteration: Alteration): void {
  const { draft, model, table } = alteration;
  const index = model.relation({ schema: table.schema, name: constraint.indexname ?? "" });
  if (index === undefined) {
    draft.unknown("the index that a constraint takes over");
    return;
  }
  draft.lock(index.oid, "SHARE UPDATE EXCLUSIVE");
  const numbers = model.indexes.get(index.oid)?.keys ?? [];
  for (const { name, number } of model.columns(table.oid)) {
    if (constraint.contype === "CONSTR_PRIMARY" && numbers.includes(number)) requireValue(alteration, table.oid, name);
  }
  const name = constraint.conname ?? index.name;
  remember({ ...constraint, conname: name }, alteration, { table: table.oid, columns: numbers, index: index.oid });
  model.setRelation({ ...index, name });
}

/** VALIDATE CONSTRAINT reads the rows without being in the way of those who write. */
export const validateConstraint: ActionRule = ({ name = "" }, alteration) => {
  const { draft, model } = alteration;
  const pending = lockedFamily(alteration)
    .flatMap((table) => model.constraintsOf(table))
    .filter((constraint) => constraint.name === name && !constraint.isValidated && constraint.isEnforced);
  for (const constraint of pending) {
    if (constraint.table !== null) workOn(alteration, constraint.table).scans = true;
    if (constraint.references !== null) {
      for (const referenced of model.family(constraint.references)) {
        draft.lock(referenced, "ROW SHARE");
        draft.scan(referenced);
      }
    }
    model.constraints.set(constraint.oid, { ...constraint, isValidated: true });
    if (constraint.type === "n") requireProved(constraint, alteration);
  }
};

/** From then on the column has a value in each row, and nobody has to look again. */
function requireProved({ table, columns }: ConstraintFact, { model }: Alteration): void {
  if (table === null) return;
  for (const column of model.columns(table))
    if (columns.includes(column.number)) model.setColumn({ ...column, isNotNull: true });
}

/** DROP CONSTRAINT; that of a foreign key locks the other table just as much. */
export const dropConstraint: ActionRule = ({ name = "" }, alteration) => {
  const { draft, model } = alteration;
  const doomed = lockedFamily(alteration).flatMap((table) =>
    model.constraintsOf(table).filter((constraint) => constraint.name === name),
  );
  for (const { references } of doomed) if (references !== null) draft.lock(references, alteration.mode);
  dropObjects(
    draft,
    doomed.map(({ oid }) => `pg_constraint ${oid} 0` as const),
  );
};
