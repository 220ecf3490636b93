import type { ColumnDef, Node } from "@pgsql/types";
import { objectId } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { PlanSegment, PlanStep } from "../../plan/migration-plan.ts";
import { brief, finalReversal, outside, patient, piece } from "../pieces.ts";
import type { ParsedSubject, Transformation, TransformationFacts } from "../transformation.ts";
import { requireValues } from "./checked-not-null.ts";
import { type ColumnParts, columnParts } from "./column-parts.ts";
import { columnPlaces, withPrefix } from "./column-places.ts";
import { keyColumns, type NamedTable, plainTable, soleAlteration } from "./statement-parts.ts";
import {
  addSuccessor,
  conditionBeside,
  indexBeside,
  interimName,
  keyBeside,
  type SuccessorNames,
  successorNames,
  takeOver,
} from "./successor.ts";

/** A column gets another type by a successor that is filled beside it. */
export const retypedColumn: Transformation = {
  name: "retyped-column",
  category: "EXPAND_CONTRACT",
  transform(subject, facts) {
    const { table, command } = soleAlteration(subject.tree) ?? {};
    if (table === undefined || command?.subtype !== "AT_AlterColumnType") return undefined;
    const found = facts.objects.get(objectId("column", [...table.path, command.name ?? ""]));
    const plain = plainTable(table.id, facts.objects);
    const key = keyColumns(table.id, facts.objects);
    if (found?.kind !== "column" || plain === undefined)
      return { obstacle: `${table.sql} has partitions or heirs, or is renamed by the same plan` };
    if (key === undefined) return { obstacle: `${table.sql} has no primary key to go along` };
    const parts = columnParts({ column: found, table: plain }, facts.objects, facts.displaced);
    if ("obstacle" in parts) return parts;
    const change = changeOf(
      subject,
      command.def !== undefined && "ColumnDef" in command.def ? command.def.ColumnDef : undefined,
    );
    if (change === undefined) return { obstacle: "the new type cannot be told from the statement" };
    const names = successorNames(parts);
    const source: Successor = { parts, names, table, key, change, step: subject.step, facts };
    return {
      description: `fill a column of the type ${change.type} beside ${table.sql}.${quoteIdentifier(names.old)}, kept equal by a trigger, and exchange the two by name; it becomes the last column of the table`,
      before: prepared(source),
      // What follows are clauses about the default; those before only made room for them.
      during: [
        piece(
          subject.step,
          "exchange",
          [
            ...takeOver(parts, names, facts.serverVersion),
            ...subject.later.filter((sql) => !subject.earlier.includes(sql)),
          ],
          { operation: subject.step.operation, loss: subject.step.loss, reversal: finalReversal(subject.step) },
        ),
      ],
      after: [],
      claims: [...parts.indexes, ...parts.keys, ...parts.conditions, ...parts.statistics].map(({ id }) => id),
    };
  },
};

/** What a column becomes. */
interface TypeChange {
  /** With its collation. */
  readonly type: string;
  /** Its value in terms of the row: `"c"::text::integer`. */
  readonly value: string;
  /** The same in terms of NEW. */
  readonly valueOfNew: string;
}

interface Successor {
  readonly parts: ColumnParts;
  readonly names: SuccessorNames;
  readonly table: NamedTable;
  readonly key: readonly string[];
  readonly change: TypeChange;
  readonly step: PlanStep;
  readonly facts: TransformationFacts;
}

const CLAUSE = /\bTYPE\s+(?<type>[\s\S]+?)(?:\s+USING\s+(?<using>[\s\S]+))?$/i;

function changeOf({ sql, tree }: ParsedSubject, definition: ColumnDef | undefined): TypeChange | undefined {
  const { type, using } = CLAUSE.exec(sql)?.groups ?? {};
  if (type === undefined) return undefined;
  const { name = "" } = soleAlteration(tree)?.command ?? {};
  if (using === undefined) return { type, value: quoteIdentifier(name), valueOfNew: `NEW.${quoteIdentifier(name)}` };
  const expression: Node | undefined = definition?.raw_default;
  const places = columnPlaces(expression);
  if (places === undefined) return undefined;
  const start = Buffer.byteLength(sql) - Buffer.byteLength(using);
  return {
    type,
    value: using,
    valueOfNew: withPrefix(
      using,
      places.map((place) => place - start),
      "NEW.",
    ),
  };
}

function prepared(source: Successor): readonly PlanSegment[] {
  const { parts, names, table, key, change, step } = source;
  const added = quoteIdentifier(names.new);
  // Compared as texts: some types have no equality.
  const isUnequal = `(${added})::text IS DISTINCT FROM ((${change.value})::${change.type.replace(/\s+COLLATE\s+[\s\S]+$/i, "")})::text`;
  const fill = {
    table: { schema: table.path[0], name: table.path[1] },
    key,
    set: `${added} = ${change.value}`,
    pending: isUnequal,
  };
  const check = {
    after: 0,
    sql: `SELECT 1 FROM ${names.table} WHERE ${isUnequal} LIMIT 1`,
    message: "a row is not equal in the new column",
  };
  return [
    brief(piece(step, "add the new column", addSuccessor(names, change.type, change.valueOfNew))),
    outside(piece(step, "fill the new column", [], { backfill: fill })),
    ...parts.indexes.map((index) =>
      outside(piece(step, `index ${index.path.at(-1)}`, [indexBeside(index, names)], { operation: "createIndex" })),
    ),
    ...requiredSuccessor(source),
    ...parts.keys.flatMap((one) => {
      const beside = keyBeside(one, names);
      return beside === undefined
        ? []
        : [outside(piece(step, `key ${one.path.at(-1)}`, [beside.index], { operation: "createIndex" }))];
    }),
    ...conditions(source),
    patient(piece(step, "compare", [], { checks: [check] })),
  ];
}

function requiredSuccessor({ parts, names, table, step, facts }: Successor): readonly PlanSegment[] {
  if (!parts.column.definition.notNull) return [];
  const setNotNull = `ALTER TABLE ${table.sql} ALTER COLUMN ${quoteIdentifier(names.new)} SET NOT NULL`;
  return requireValues(step, { table, column: names.new, serverVersion: facts.serverVersion, setNotNull });
}

function conditions({ parts, names, step }: Successor): readonly PlanSegment[] {
  return parts.conditions.flatMap((one) => {
    const name = quoteIdentifier(interimName(one));
    const alter = `ALTER TABLE ${names.table}`;
    const add = `${alter} ADD CONSTRAINT ${name} ${conditionBeside(one, names)} NOT VALID`;
    const title = one.path.at(-1) ?? "";
    const validate = piece(step, `validate ${title}`, [`${alter} VALIDATE CONSTRAINT ${name}`], {
      operation: "validateConstraint",
    });
    return [brief(piece(step, `constraint ${title}`, [add])), ...(one.definition.valid ? [patient(validate)] : [])];
  });
}
