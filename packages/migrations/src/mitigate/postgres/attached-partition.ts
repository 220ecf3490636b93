import { fitIdentifier } from "@dataflow/core";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { brief, patient, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { type NamedTable, namedTable, soleAlteration } from "./statement-parts.ts";

/** A table is attached after a check has proved that its rows belong there, and those of the default partition do not. */
export const attachedPartition: Transformation = {
  name: "attached-partition",
  category: "DEFERRED_VALIDATION",
  transform({ step, sql, tree, earlier, later }, { objects }) {
    const { table: parent, command } = soleAlteration(tree) ?? {};
    if (parent === undefined || command?.subtype !== "AT_AttachPartition") return undefined;
    const part = command.def !== undefined && "PartitionCmd" in command.def ? command.def.PartitionCmd : undefined;
    const child = namedTable(part?.name);
    const condition = boundCondition(sql, keyOf(parent, objects));
    if (condition === undefined)
      return {
        obstacle: "the bound is not that of one plain column with values, so the check has to be written by hand",
      };
    const other = defaultPartition(parent, objects);
    const checks = [
      { table: child.sql, name: checkName(child.path[1]), condition },
      ...(other === undefined
        ? []
        : [{ table: other, name: checkName(`${child.path[1]}_default`), condition: `NOT (${condition})` }]),
    ];
    return {
      description: `prove by checks which rows are in ${child.sql}${other === undefined ? "" : " and not in the default partition"} while others write, then attach it without looking at rows`,
      before: [
        ...(earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))]),
        ...checks.flatMap(({ table, name, condition: holds }) => [
          brief(
            piece(step, `check ${name}`, [
              `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdentifier(name)} CHECK (${holds}) NOT VALID`,
            ]),
          ),
          patient(
            piece(step, `validate ${name}`, [`ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`]),
          ),
        ]),
      ],
      during: [],
      after: [
        brief(
          piece(step, "attach", [
            sql,
            ...checks.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(name)}`),
            ...later,
          ]),
        ),
      ],
    };
  },
};

function checkName(name: string): string {
  return fitIdentifier(`_df_bound_${name}`);
}

interface PartitionKey {
  readonly strategy: "RANGE" | "LIST";
  /** As the server writes it. */
  readonly column: string;
}

/** The key of a table that is partitioned by one column. */
function keyOf({ id }: NamedTable, objects: CatalogIndex): PartitionKey | undefined {
  const table = objects.get(id);
  const by = table?.kind === "table" ? table.definition.partitionBy : undefined;
  const found = /^(?<strategy>RANGE|LIST) \((?<column>"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)\)$/u.exec(
    by ?? "",
  )?.groups;
  const { strategy, column } = found ?? {};
  return column !== undefined && (strategy === "RANGE" || strategy === "LIST") ? { strategy, column } : undefined;
}

const RANGE = /\bFOR\s+VALUES\s+FROM\s*\((?<from>[\s\S]+)\)\s*TO\s*\((?<to>[\s\S]+)\)\s*$/i;
const LIST = /\bFOR\s+VALUES\s+IN\s*\((?<values>[\s\S]+)\)\s*$/i;

/** The condition that rows of a bound fulfil, in words from which the server can see that it is the bound. */
function boundCondition(sql: string, key: PartitionKey | undefined): string | undefined {
  if (key === undefined) return undefined;
  const { column, strategy } = key;
  if (strategy === "LIST") {
    const values = LIST.exec(sql)?.groups?.values;
    return values === undefined || /\bNULL\b/i.test(values)
      ? undefined
      : `${column} IS NOT NULL AND ${column} IN (${values})`;
  }
  const { from, to } = RANGE.exec(sql)?.groups ?? {};
  if (from === undefined || to === undefined) return undefined;
  const lower = /^\s*MINVALUE\s*$/i.test(from) ? "" : ` AND ${column} >= ${from}`;
  const upper = /^\s*MAXVALUE\s*$/i.test(to) ? "" : ` AND ${column} < ${to}`;
  return `${column} IS NOT NULL${lower}${upper}`;
}

function defaultPartition({ id }: NamedTable, objects: CatalogIndex): string | undefined {
  const found = [...objects.values()].find((object): object is CatalogObject<"table"> => {
    const of = object.kind === "table" ? object.definition.partitionOf : undefined;
    return of?.table === id && of.bound === "DEFAULT";
  });
  return found?.path.map(quoteIdentifier).join(".");
}
