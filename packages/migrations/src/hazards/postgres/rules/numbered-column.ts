import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { sqlName, sqlTable, typeText } from "../tree.ts";

/** L11 */
export const numberedColumn: HazardRule<PostgresContext> = {
  id: "numbered-column",
  title: "A new column that numbers its rows writes the whole table anew",
  find(context) {
    return addedColumns(context).flatMap(({ table, name, column, constraints }) => {
      const isSerial = /^(?:big|small)?serial$/.test(typeText(column.typeName));
      const isIdentity = constraints.some(({ contype }) => contype === "CONSTR_IDENTITY");
      if (!isSerial && !isIdentity) return [];
      const sequence = sqlName(`${table.name}_${name}_seq`);
      const alter = `ALTER TABLE ${sqlTable(table)}`;
      const fix = safely(
        `CREATE SEQUENCE ${sequence}`,
        `${alter} ADD COLUMN ${sqlName(name)} bigint`,
        `${alter} ALTER COLUMN ${sqlName(name)} SET DEFAULT nextval('${sequence.replaceAll("'", "''")}')`,
        "-- then number the rows that are there in batches, each in a transaction of its own",
      );
      const message = `Nobody can read or write ${tableLabel(table)} while all its rows are written anew with a number in ${name}`;
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
    });
  },
};
