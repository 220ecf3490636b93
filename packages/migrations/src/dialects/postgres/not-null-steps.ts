import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName, type ObjectId, objectId } from "../../catalog/object-id.ts";
import { defaultName } from "../../introspect/postgres/default-names.ts";
import type { Addition, AdditionPlace, AdditionSteps, Rehearsal } from "../../not-null/addition.ts";
import type { PlanSegment, PlanStep } from "../../plan/migration-plan.ts";
import { quoteIdentifier, quoteTable, quoteText } from "../sql-text.ts";

/** From this version a NOT NULL can be added without a look at the rows, and be checked later. */
const NOT_NULL_NOT_VALID = 180_000;

/** Names and texts that the steps share. */
interface Names {
  readonly addition: Addition;
  readonly table: string;
  readonly column: string;
  readonly id: ObjectId;
  readonly shown: string;
  readonly lock: string;
  readonly routine: string;
  readonly trigger: string;
}

/** The steps of an addition: every lock that others would notice is short, and nothing is read or written under it. */
export function additionSteps(addition: Addition, place: AdditionPlace, rehearsal: Rehearsal): AdditionSteps {
  const names = namesOf(addition, place);
  const created = createdObjects(addition, place);
  const isSingle = addition.fill.sequence === undefined && rehearsal.defaultRewrites === false;
  if (isSingle) return { executionStrategy: "SINGLE_STEP", segments: [brief(addWithDefault(names))], created };
  const required = place.serverVersion >= NOT_NULL_NOT_VALID ? notNullConstraint(names) : checkedNotNull(names);
  return {
    executionStrategy: "BATCHED_BACKFILL",
    segments: [
      brief(...coveredColumn(names)),
      { mode: "nonTransactional", steps: [fillRows(names)] },
      brief(required.announced),
      { mode: "transactional", steps: [required.validated] },
      brief(...required.settled, ...uncovered(names)),
    ],
    created,
  };
}

function namesOf(addition: Addition, { table }: AdditionPlace): Names {
  const path = [...table.path, addition.column];
  const { name, schema } = addition.table;
  return {
    addition,
    table: quoteTable(addition.table),
    column: quoteIdentifier(addition.column),
    id: objectId("column", path),
    shown: displayName(path),
    lock: `ACCESS EXCLUSIVE on ${displayName(table.path)}`,
    routine: quoteTable({ ...(schema !== undefined && { schema }), name: defaultName(name, addition.column, "fill") }),
    // Triggers run in the order of their names: this one has to see what all others made of the row.
    trigger: quoteIdentifier(defaultName(`~${name}`, addition.column, "fill")),
  };
}

function brief(...steps: readonly PlanStep[]): PlanSegment {
  return { mode: "transactional", isBrief: true, steps };
}

function step(names: Names, operation: string, statements: readonly string[], more: Partial<PlanStep> = {}): PlanStep {
  const { id, shown } = names;
  return { id: `${operation} ${shown}`, operation, object: id, statements, reversal: "inverse", ...more };
}

function addWithDefault(names: Names): PlanStep {
  const { table, column, addition, lock } = names;
  const add = `ALTER TABLE ${table} ADD COLUMN ${column} ${addition.type} DEFAULT ${wrapped(addition)} NOT NULL`;
  return step(names, "addColumn", [add, ...withoutDefault(names)], { lock });
}

/** A constant stands by itself; anything else may be read as more than one word. */
function wrapped({ fill, defaultType }: Addition): string {
  return defaultType === "STATIC" ? (fill.default ?? "") : `(${fill.default})`;
}

function withoutDefault({ addition, table, column }: Names): readonly string[] {
  if (addition.keepsDefault || addition.fill.default === undefined) return [];
  const drop = `ALTER TABLE ${table} ALTER COLUMN ${column} DROP DEFAULT`;
  const { sequence } = addition.fill;
  return sequence === undefined ? [drop] : [drop, `DROP SEQUENCE ${sequenceName(addition)}`];
}

function sequenceName({ table, fill }: Addition): string {
  return quoteTable({ ...table, name: fill.sequence?.name ?? "" });
}

/** The column, nullable, together with what gives a value to rows that are written from now on. */
function coveredColumn(names: Names): readonly PlanStep[] {
  const { table, column, addition, lock } = names;
  const add = `ALTER TABLE ${table} ADD COLUMN ${column} ${addition.type}`;
  const { fill } = addition;
  if (fill.default === undefined) {
    return [
      step(names, "createFillFunction", [fillFunction(names)]),
      step(names, "addColumn", [add], { lock }),
      step(names, "coverWrites", [fillTrigger(names)], { lock: lock.replace("ACCESS", "SHARE ROW") }),
    ];
  }
  const setDefault = `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT ${wrapped(addition)}`;
  const { sequence } = fill;
  if (sequence === undefined) return [step(names, "addColumn", [add, setDefault], { lock })];
  const create = `CREATE SEQUENCE ${sequenceName(addition)} INCREMENT BY ${sequence.increment}${bounds(sequence)} START WITH ${sequence.start}`;
  const own = `ALTER SEQUENCE ${sequenceName(addition)} OWNED BY ${table}.${column}`;
  return [step(names, "createSequence", [create]), step(names, "addColumn", [add, own, setDefault], { lock })];
}

/** A sequence that begins outside of what it counts by default needs to be told. */
function bounds({ start, increment }: { readonly start: number; readonly increment: number }): string {
  if (increment > 0) return start < 1 ? ` MINVALUE ${start}` : "";
  return start > -1 ? ` MAXVALUE ${start}` : "";
}

/**
 * The expression reads the new row under the name of its table. What writers may not read themselves, a lookup has to
 * read for them: it runs as the owner, and everywhere with the search path of the migration.
 */
function fillFunction({ routine, column, addition }: Names): string {
  const row = `(SELECT NEW.*) AS ${quoteIdentifier(addition.table.name)}`;
  const body = `
#variable_conflict use_column
BEGIN
  IF NEW.${column} IS NULL THEN
    NEW.${column} := (SELECT (${addition.fill.expression}) FROM ${row});
  END IF;
  RETURN NEW;
END
`;
  const security = addition.fill.lookup === undefined ? "" : " SECURITY DEFINER";
  return `CREATE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql${security} SET search_path FROM CURRENT AS ${quoteText(body)}`;
}

function fillTrigger({ trigger, table, routine }: Names): string {
  return `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${routine}()`;
}

function fillRows(names: Names): PlanStep {
  const { addition, column } = names;
  const value = addition.fill.default === undefined ? `(${addition.fill.expression})` : "DEFAULT";
  const backfill = {
    table: addition.table,
    key: addition.key,
    set: `${column} = ${value}`,
    pending: `${column} IS NULL`,
  };
  return step(names, "fillColumn", [], { backfill, rows: "unknown", lock: "ROW EXCLUSIVE, and the rows of a batch" });
}

/** How the column becomes required. */
interface Requirement {
  readonly announced: PlanStep;
  readonly validated: PlanStep;
  readonly settled: readonly PlanStep[];
}

/** A check that is valid proves it, so that the server need not read the rows while nobody may write. */
function checkedNotNull(names: Names): Requirement {
  const { table, column, addition, lock } = names;
  const check = quoteIdentifier(defaultName(addition.table.name, addition.column, "filled"));
  const add = `ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`;
  return {
    announced: step(names, "announceNotNull", [add], { lock }),
    validated: validate(names, check),
    settled: [
      step(
        names,
        "setColumnNotNull",
        [
          `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`,
          // A statement of its own: in one with the other the proof would be gone too early.
          `ALTER TABLE ${table} DROP CONSTRAINT ${check}`,
        ],
        { lock },
      ),
    ],
  };
}

function notNullConstraint(names: Names): Requirement {
  const { table, column, addition, lock } = names;
  const name = quoteIdentifier(defaultName(addition.table.name, addition.column, "not_null"));
  const add = `ALTER TABLE ${table} ADD CONSTRAINT ${name} NOT NULL ${column} NOT VALID`;
  return {
    announced: step(names, "announceNotNull", [add], { lock }),
    validated: validate(names, name),
    settled: [],
  };
}

function validate(names: Names, constraint: string): PlanStep {
  const { table, addition } = names;
  return step(names, "validateNotNull", [`ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint}`], {
    lock: names.lock.replace("ACCESS EXCLUSIVE", "SHARE UPDATE EXCLUSIVE"),
    rows: "unknown",
    checks: [
      {
        after: 0,
        sql: `SELECT 1 FROM ${table} WHERE ${quoteIdentifier(addition.column)} IS NULL LIMIT 1`,
        message: `rows of ${displayName([addition.table.schema ?? "", addition.table.name])} were written without a value for ${addition.column}`,
      },
    ],
  });
}

/** What covered the rows goes; at the end the column is asked whether it is required. */
function uncovered(names: Names): readonly PlanStep[] {
  const { table, trigger, routine, addition, lock } = names;
  const statements =
    addition.fill.default === undefined
      ? [`DROP TRIGGER ${trigger} ON ${table}`, `DROP FUNCTION ${routine}()`]
      : withoutDefault(names);
  const isOptional = `SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = ${quoteText(table)}::regclass
    AND attname = ${quoteText(addition.column)} AND NOT attnotnull`;
  const message = `${names.shown} is not required`;
  return [
    step(names, "endCover", statements, { lock, checks: [{ after: statements.length, sql: isOptional, message }] }),
  ];
}

/** By their identities: the server knows their words. */
function createdObjects(addition: Addition, { table, objects }: AdditionPlace): readonly CatalogObject[] {
  const columns = [table, ...descendants(table, objects)].map((each): CatalogObject => {
    const path = [...each.path, addition.column];
    const definition = { type: addition.type, notNull: true };
    const own = { id: objectId("column", path), path, parent: each.id, definition, dependsOn: [each.id] };
    return { kind: "column", isApproximate: true, ...own };
  });
  const { sequence } = addition.fill;
  if (sequence === undefined || !addition.keepsDefault) return columns;
  return [...columns, ...sequenceObjects([table.path[0] ?? "", sequence.name ?? ""], columns[0]?.id)];
}

function sequenceObjects(path: readonly string[], column: ObjectId | undefined): readonly CatalogObject[] {
  if (column === undefined) return [];
  const id = objectId("sequence", path);
  const numbers = { type: "bigint", start: "1", increment: "1", minimum: "1", maximum: "1", cache: "1", cycle: false };
  const definition = { ...numbers, persistence: "permanent" } as const;
  const owner = objectId("sequenceOwner", path);
  return [
    { id, kind: "sequence", path, definition, dependsOn: [], isApproximate: true },
    { id: owner, kind: "sequenceOwner", path, parent: id, definition: { column }, dependsOn: [column, id] },
  ];
}

function descendants(table: CatalogObject<"table">, objects: CatalogIndex): readonly CatalogObject<"table">[] {
  const children: CatalogObject<"table">[] = [];
  for (const object of objects.values()) {
    if (object.kind !== "table") continue;
    const { partitionOf, inherits = [] } = object.definition;
    if (partitionOf?.table === table.id || inherits.includes(table.id)) children.push(object);
  }
  return children.flatMap((child) => [child, ...descendants(child, objects)]);
}
