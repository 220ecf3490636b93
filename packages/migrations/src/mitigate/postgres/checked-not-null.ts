import { fitIdentifier } from "@dataflow/core";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { PlanSegment, PlanStep } from "../../plan/migration-plan.ts";
import { brief, patient, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { type NamedTable, soleAlteration } from "./statement-parts.ts";

const NOT_NULL_CONSTRAINTS_SINCE = 180_000;

/** A column becomes required by a check that was validated before, so that the server need not look at the rows. */
export const checkedNotNull: Transformation = {
  name: "checked-not-null",
  category: "DEFERRED_VALIDATION",
  transform({ step, sql, tree, earlier, later }, { serverVersion }) {
    const { table, command } = soleAlteration(tree) ?? {};
    if (table === undefined || command?.subtype !== "AT_SetNotNull") return undefined;
    const column = command.name ?? "";
    const segments = requireValues(step, { table, column, serverVersion, setNotNull: sql });
    return {
      description: `prove by a check that ${table.sql}.${quoteIdentifier(column)} has no NULL while others write, then make it required without looking at the rows`,
      before: earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))],
      during: [],
      after: [...segments, ...(later.length === 0 ? [] : [brief(piece(step, "then", later))])],
    };
  },
};

/** What makes a column required. */
export interface RequiredColumn {
  readonly table: NamedTable;
  readonly column: string;
  readonly serverVersion: number;
  readonly setNotNull: string;
}

/**
 * The segments that make a column required without a look at its rows under a lock that keeps others out.
 *
 * @param step the step they are a part of
 * @param column the column, and the statement that makes it required
 * @returns the segments in order
 */
export function requireValues(
  step: PlanStep,
  { table, column, serverVersion, setNotNull }: RequiredColumn,
): readonly PlanSegment[] {
  const alter = `ALTER TABLE ${table.sql}`;
  const name = quoteIdentifier(column);
  if (serverVersion >= NOT_NULL_CONSTRAINTS_SINCE) {
    const own = quoteIdentifier(fitIdentifier(`${table.path[1]}_${column}_not_null`));
    return [
      brief(
        piece(step, `require ${column} from now on`, [`${alter} ADD CONSTRAINT ${own} NOT NULL ${name} NOT VALID`]),
      ),
      patient(piece(step, `look for NULL in ${column}`, [`${alter} VALIDATE CONSTRAINT ${own}`])),
    ];
  }
  const check = quoteIdentifier(fitIdentifier(`_df_${table.path[1]}_${column}_is_there`));
  return [
    brief(
      piece(step, `check ${column} from now on`, [
        `${alter} ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`,
      ]),
    ),
    patient(piece(step, `look for NULL in ${column}`, [`${alter} VALIDATE CONSTRAINT ${check}`])),
    // In one statement with the drop of the check the server would look at the rows after all.
    brief(piece(step, `require ${column}`, [setNotNull, `${alter} DROP CONSTRAINT ${check}`])),
  ];
}
