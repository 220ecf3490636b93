import type { Connection } from "@dataflow/database";
import type { Node } from "@pgsql/types";
import { withPinnedSettings } from "../../../introspect/postgres/with-pinned-settings.ts";
import { freezeDeep } from "../../../snapshot/freeze-deep.ts";
import { parseSql } from "../../../sql/parse-sql.ts";
import { factSections } from "./fact-sections.ts";
import type { ConstraintFact, PostgresFacts } from "./facts.ts";

/** The settings of the session that decide what statements mean. */
const SETTINGS = `
  SELECT current_setting('server_version_num')::int AS "serverVersion", current_user::text AS "user",
    current_schemas(false)::text[] AS "searchPath",
    (SELECT bool_and(t AT TIME ZONE current_setting('TimeZone') = t AT TIME ZONE 'UTC')
     FROM generate_series('1900-01-01'::timestamptz, '2037-01-01', '1 month') t) AS "isUtc"`;

type Settings = Pick<PostgresFacts, "serverVersion" | "user" | "searchPath" | "isUtc">;
type Sections = Omit<PostgresFacts, "dialect" | "constraints" | "volatileOperators" | keyof Settings> & {
  readonly constraints: readonly WrittenConstraint[];
  readonly volatileOperators: readonly { readonly name: string }[];
};
type WrittenConstraint = Omit<ConstraintFact, "expression"> & { readonly expression: string | null };

/** Reads the facts of a PostgreSQL database: the settings, and one statement for the catalog. */
export async function readPostgresFacts(connection: Connection): Promise<PostgresFacts> {
  const { settings, sections } = await connection.transaction(async () => {
    const [row] = (await connection.query(`SELECT to_json(s) AS settings FROM (${SETTINGS}) s`)).rows;
    const settings = row?.settings as Settings; // the query names these columns
    const sections = await withPinnedSettings(connection, [], ({ serverVersion }) =>
      readSections(connection, serverVersion),
    );
    return { settings, sections };
  });
  const { volatileOperators, constraints, ...rest } = sections;
  return freezeDeep<PostgresFacts>({
    dialect: "postgres",
    ...settings,
    ...rest,
    constraints: await parsedConstraints(constraints),
    volatileOperators: volatileOperators.map(({ name }) => name),
  });
}

async function readSections(connection: Connection, serverVersion: number): Promise<Sections> {
  const parts = factSections(serverVersion).map(
    ([name, sql]) => `SELECT '${name}', (SELECT coalesce(json_agg(r), '[]')::text FROM (${sql}) r)`,
  );
  const { rows } = await connection.execute({ text: parts.join("\nUNION ALL ") }, []);
  const sections = Object.fromEntries(rows.map(([name, json]) => [String(name), JSON.parse(String(json))]));
  return sections as Sections; // the queries give columns of exactly these names
}

/** The conditions are parsed here, all at once, so that foretelling itself needs no parser. */
async function parsedConstraints(constraints: readonly WrittenConstraint[]): Promise<readonly ConstraintFact[]> {
  const written = constraints.flatMap(({ expression }) => expression ?? []);
  const parsed = await parseExpressions(written);
  let next = 0;
  return constraints.map((constraint) => ({
    ...constraint,
    expression: constraint.expression === null ? null : (parsed[next++] ?? null),
  }));
}

async function parseExpressions(expressions: readonly string[]): Promise<readonly (Node | undefined)[]> {
  if (expressions.length === 0) return [];
  const [statement] = await parseSql(`SELECT ${expressions.map((sql) => `(${sql})`).join(", ")}`);
  if (statement === undefined || !("SelectStmt" in statement.tree)) return [];
  return (statement.tree.SelectStmt.targetList ?? []).map((target) =>
    "ResTarget" in target ? target.ResTarget.val : undefined,
  );
}
