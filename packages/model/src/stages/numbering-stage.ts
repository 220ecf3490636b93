import type { Connection } from "@dataflow/database";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { FOLLOW_NUMBERS } from "../dialects/follow-numbers.ts";
import { after } from "../operation/after.ts";
import type { RowSet } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/**
 * Lets the numbers that the database gives follow those that rows bring: after a row of number 5 the next one is 6, not a
 * number that is taken.
 *
 * @param definition the model
 * @param connection where its table is
 * @returns the stage, or undefined when nothing is numbered or numbers follow by themselves
 */
export function numberingStage(definition: AnyModelDefinition, connection: Connection): Stage | undefined {
  const field = [...definition.fields.values()].find(({ isAutoIncrement }) => isAutoIncrement);
  const text = FOLLOW_NUMBERS[connection.dialect];
  if (field === undefined || text === undefined) return undefined;
  const { tableName, options } = definition;
  const table = [options.schema, tableName].flatMap((name) => (name === undefined ? [] : quoted(name))).join(".");
  const pass: Stage["pass"] = (operation, next) => {
    if (operation.kind !== "insert") return next(operation);
    const place = operation.rows.fields.indexOf(field.name);
    if (place === -1) return next(operation);
    const greatest = greatestOf(operation.rows, place);
    if (greatest <= 0n) return next(operation);
    // Asked each time: whoever empties the table may let its numbers begin anew.
    const follow = () => connection.execute({ text }, [table, field.column, greatest.toString()]);
    return after(next(operation), (result) => after(follow(), () => result));
  };
  return { kinds: ["insert"], pass };
}

function greatestOf({ values }: RowSet, place: number): bigint {
  let greatest = 0n;
  for (const row of values) {
    const number = row[place];
    if (typeof number !== "number" && typeof number !== "bigint") continue;
    if (number > greatest) greatest = BigInt(number);
  }
  return greatest;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
