import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type {
  CountedKey,
  CountedReference,
  CountedTypeChange,
  CountLimits,
  TypeChangeFacts,
} from "../facts/count-facts.ts";
import type { Figure } from "../facts/figure.ts";

/**
 * Counts the rows whose column is NULL.
 *
 * @param connection the database
 * @param place the table and its column
 * @param limits how long it may take
 * @returns the count; unknown when it does not come to an end in time
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { countNulls } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const nulls = await countNulls(connection, { table: { name: "orders" }, column: "day" });
 * console.log(nulls.value ?? "unknown", nulls.evidence.query);
 * await connection.close();
 * ```
 */
export async function countNulls(
  connection: Connection,
  place: { readonly table: TableName; readonly column: string },
  limits?: CountLimits,
): Promise<Figure> {
  const work = await import("../schema-work.ts");
  return work.countNulls(connection, place, limits);
}

/**
 * Counts the rows whose column has a value: what is lost when it is dropped.
 *
 * @param connection the database
 * @param place the table and its column
 * @param limits how long it may take
 * @returns the count; unknown when it does not come to an end in time
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { countValues } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const values = await countValues(connection, { table: { name: "orders" }, column: "note" });
 * if (values.value === 0) console.log("nothing would be lost");
 * await connection.close();
 * ```
 */
export async function countValues(
  connection: Connection,
  place: { readonly table: TableName; readonly column: string },
  limits?: CountLimits,
): Promise<Figure> {
  const work = await import("../schema-work.ts");
  return work.countValues(connection, place, limits);
}

/**
 * Counts the rows for which a check would fail. A check that gives NULL is passed.
 *
 * @param connection the database
 * @param place the table and the check's condition, in SQL
 * @param limits how long it may take
 * @returns the count; unknown when it does not come to an end in time
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { countViolators } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const broken = await countViolators(connection, { table: { name: "orders" }, condition: "total > 0" });
 * console.log(broken.value ?? "unknown");
 * await connection.close();
 * ```
 */
export async function countViolators(
  connection: Connection,
  place: { readonly table: TableName; readonly condition: string },
  limits?: CountLimits,
): Promise<Figure> {
  const work = await import("../schema-work.ts");
  return work.countViolators(connection, place, limits);
}

/**
 * Counts the rows that refer to nothing. A row with NULL in one of the columns refers to nothing by right.
 *
 * @param connection the database
 * @param reference the columns and what they refer to
 * @param limits how long it may take
 * @returns the count; unknown when it does not come to an end in time
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { countOrphans } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const references = { table: { name: "customers" }, columns: ["id"] };
 * const orphans = await countOrphans(connection, { table: { name: "orders" }, columns: ["customer_id"], references });
 * console.log(orphans.value ?? "unknown");
 * await connection.close();
 * ```
 */
export async function countOrphans(
  connection: Connection,
  reference: CountedReference,
  limits?: CountLimits,
): Promise<Figure> {
  const work = await import("../schema-work.ts");
  return work.countOrphans(connection, reference, limits);
}

/**
 * Counts the rows that would have to go for a key to be unique: all but one of each.
 *
 * @param connection the database
 * @param key the key
 * @param limits how long it may take
 * @returns the count; unknown when it does not come to an end in time
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { countDuplicates } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const repeated = await countDuplicates(connection, { table: { name: "orders" }, columns: ["number"] });
 * console.log(repeated.value ?? "unknown");
 * await connection.close();
 * ```
 */
export async function countDuplicates(connection: Connection, key: CountedKey, limits?: CountLimits): Promise<Figure> {
  const work = await import("../schema-work.ts");
  return work.countDuplicates(connection, key, limits);
}

/**
 * Counts the rows that a change of type would alter: their values are converted there and back, and compared.
 *
 * @param connection the database
 * @param change the column and its types
 * @param limits how long it may take
 * @returns the count, and whether a value does not fit
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { countAltered } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const change = { table: { name: "orders" }, column: "code", type: "text", newType: "varchar(10)" };
 * const { altered, fails } = await countAltered(connection, change);
 * console.log(fails ? "some value does not fit" : altered.value);
 * await connection.close();
 * ```
 */
export async function countAltered(
  connection: Connection,
  change: CountedTypeChange,
  limits?: CountLimits,
): Promise<TypeChangeFacts> {
  const work = await import("../schema-work.ts");
  return work.countAltered(connection, change, limits);
}
