/**
 * The server writes through a view by itself when the view shows one table and nothing else: defaults, RETURNING and
 * ON CONFLICT are then the table's own. A trigger in the place of writing would give all that up, so there is none.
 */
import type { Connection } from "@dataflow/database";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import type { AliasColumn, AliasDialect, AliasSource, CountedCalls } from "../alias-dialect.ts";
import { quoteIdentifier } from "../sql-text.ts";
import { rewriteFunction } from "./rewrite-function.ts";

const SECURITY_INVOKER_SINCE = 150_000;
const MERGE_INTO_VIEWS_SINCE = 170_000;

/** Second names on PostgreSQL. */
export const postgresAlias: AliasDialect = Object.freeze({
  objects,
  obstacles,
  limits,
  ownership,
  countCalls,
  rewriteFunction,
});

function objects(source: AliasSource): readonly CatalogObject[] {
  const id = objectId("view", source.path);
  return freezeDeep([viewOf(id, source), ...copies(id, source)]);
}

function viewOf(id: ObjectId, { table, path, columns, serverVersion }: AliasSource): CatalogObject {
  const list = columns.map(({ name, source }) =>
    name === source ? quoteIdentifier(name) : `${quoteIdentifier(source)} AS ${quoteIdentifier(name)}`,
  );
  return {
    id,
    kind: "view",
    path,
    definition: {
      query: ` SELECT ${list.join(",\n    ")}\n   FROM ${table.path.map(quoteIdentifier).join(".")}`,
      // Whoever reads through the alias may do what they may do with the table, row by row.
      ...(serverVersion >= SECURITY_INVOKER_SINCE && { options: ["security_invoker=true"] }),
      columns: columns.map(({ name }) => name),
    },
    dependsOn: [table.id, ...columns.map(({ source }) => objectId("column", [...table.path, source]))].sort(),
    isApproximate: true,
  };
}

/** The comments and privileges of the table and its columns, on the alias. */
function copies(view: ObjectId, source: AliasSource): readonly CatalogObject[] {
  const targets = targetsOf(view, source);
  return [...source.objects.values()].flatMap((object): readonly CatalogObject[] => {
    if (object.kind !== "comment" && object.kind !== "grant") return [];
    return (targets.get(object.definition.on) ?? []).map(({ id, path }) => {
      if (object.kind === "comment") {
        const definition = { ...object.definition, on: id };
        return { id: `comment ${id}`, kind: "comment", path, parent: view, definition, dependsOn: [view] };
      }
      const { role } = object.definition;
      const suffix = object.id.slice(`grant ${object.definition.on}`.length);
      const whole: ObjectId = `grant ${view}${suffix}`;
      const definition = { ...object.definition, on: id };
      const first = id !== view && targets.has(source.table.id) && hasGrant(source, role) ? [whole] : [];
      return {
        id: `grant ${id}${suffix}`,
        kind: "grant",
        path: [...path, role],
        parent: view,
        definition,
        dependsOn: [view, ...first].sort(),
      };
    });
  });
}

function hasGrant({ objects: all, table }: AliasSource, role: string): boolean {
  return [...all.values()].some(
    (object) => object.kind === "grant" && object.definition.on === table.id && object.definition.role === role,
  );
}

interface CopyTarget {
  readonly id: ObjectId;
  readonly path: readonly string[];
}

function targetsOf(
  view: ObjectId,
  { table, path, columns }: AliasSource,
): ReadonlyMap<ObjectId, readonly CopyTarget[]> {
  const targets = new Map<ObjectId, readonly CopyTarget[]>([[table.id, [{ id: view, path }]]]);
  for (const { name, source } of columns) {
    const id = objectId("column", [...table.path, source]);
    const target = { id: objectId("column", [...path, name]), path: [...path, name] };
    targets.set(id, [...(targets.get(id) ?? []), target]);
  }
  return targets;
}

function obstacles({ table, serverVersion, objects: all, path }: AliasSource): readonly string[] {
  const { rowSecurity } = table.definition;
  const isPassedBy = serverVersion < SECURITY_INVOKER_SINCE && rowSecurity !== undefined;
  const publications = [...all.values()].filter(
    ({ kind, dependsOn }) => kind === "publication" && dependsOn.includes(table.id),
  );
  return [
    ...(isPassedBy
      ? [
          "the table has row security, which a view of this server's version would let everybody pass by (15 and later do not)",
        ]
      : []),
    ...publications.map(
      (publication) =>
        `the publication ${publication.path.at(-1)} sends the rows under the table's name, and subscribers look for a table called ${path.at(-1)}`,
    ),
  ];
}

function limits({ serverVersion, path, columns }: AliasSource): readonly string[] {
  const name = path.at(-1) ?? "";
  return [
    `TRUNCATE, COPY ${name} FROM and COPY ${name} TO refuse a view; DELETE, INSERT and COPY (SELECT …) TO work`,
    `a new foreign key cannot refer to ${name}; those that are there refer to the table and stay`,
    "ON CONFLICT ON CONSTRAINT does not know the table's constraints through a view; ON CONFLICT (columns) does",
    "a SELECT that groups by the primary key alone and shows other columns needs these in GROUP BY",
    "the system columns (ctid, xmin, tableoid) and pg_get_serial_sequence are those of tables only",
    "ALTER TABLE, CREATE INDEX, VACUUM and ANALYZE have to name the table itself",
    ...(serverVersion < MERGE_INTO_VIEWS_SINCE ? ["MERGE INTO a view is for servers from version 17"] : []),
    ...twice(path, columns),
  ];
}

function twice(path: readonly string[], columns: readonly AliasColumn[]): readonly string[] {
  const names = columns.filter(({ source }, index) => columns.findIndex((one) => one.source === source) !== index);
  return names.map(({ name }) => `one statement may write ${path.at(-1)}.${name} or its other name, not both`);
}

async function ownership(
  connection: Connection,
  table: readonly string[],
  alias: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await connection.query(
    "SELECT pg_catalog.pg_get_userbyid(relowner) AS owner FROM pg_catalog.pg_class WHERE oid = $1::regclass AND relowner <> current_user::regrole",
    [quotePath(table)],
  );
  return rows.map(({ owner }) => `ALTER VIEW ${quotePath(alias)} OWNER TO ${quoteIdentifier(String(owner))}`);
}

function quotePath(path: readonly string[]): string {
  return path.map(quoteIdentifier).join(".");
}

/** Where statements are counted: in whatever schema the extension is. */
const COUNTER = `
  SELECT format('%I.pg_stat_statements', n.nspname) AS name
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_stat_statements'`;

async function countCalls(connection: Connection, name: string): Promise<CountedCalls> {
  const { rows } = await connection.query(COUNTER);
  const counter = rows[0]?.name;
  if (typeof counter !== "string") return { unknown: "the extension pg_stat_statements is not installed" };
  const query = `SELECT coalesce(sum(calls), 0) AS calls FROM ${counter}
    WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND query ~* $1`;
  try {
    const word = name.replaceAll(/[^\p{L}\p{N}_]/gu, String.raw`\$&`);
    const counted = await connection.query(query, [String.raw`(^|[^\w])${word}($|[^\w])`]);
    return { counted: Number(counted.rows[0]?.calls), query };
  } catch {
    return { unknown: "pg_stat_statements is installed, and the server was started without it" };
  }
}
