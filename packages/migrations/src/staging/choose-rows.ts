import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { CopyDialect, CopyTable } from "../dialects/copy-dialect.ts";
import { quoteIdentifier } from "../dialects/sql-text.ts";
import type { ResolvedSampling } from "./resolve-staging-request.ts";

/** Which rows of a table are copied, before those that others refer to. */
export interface RowChoice {
  readonly table: CopyTable;
  /** A query for the rows, as `insert` takes them. */
  readonly text: string;
  readonly sourceRows: number;
  readonly askedRows: number;
  readonly isCapped: boolean;
  readonly strata: readonly string[];
}

/** Where rows are chosen, and how. */
export interface ChoiceRequest {
  readonly source: Connection;
  readonly catalog: Catalog;
  readonly dialect: CopyDialect;
  readonly sampling: ResolvedSampling;
  /** The columns that groups were asked for, by table. */
  readonly strata: ReadonlyMap<ObjectId, readonly string[]>;
}

/** Columns with more values do not make groups. */
const MOST_VALUES = 50;
/** Rows that are looked at for how many values a column has. */
const MOST_LOOKED_AT = 200_000;
/** Columns that make groups together, and the most groups that they may make. */
const MOST_STRATA_COLUMNS = 3;
const MOST_STRATA = 200;
/** Rows for their extremes; a database takes a query only up to some size. */
const MOST_EXTREMES = 400;

/**
 * Chooses the rows of a table.
 *
 * @param table the table
 * @param request where and how
 * @returns the choice; nothing is read of the rows themselves yet
 */
export async function chooseRows(table: CopyTable, request: ChoiceRequest): Promise<RowChoice> {
  const { dialect, source, sampling } = request;
  const { samplePercentage, maxRowsPerTable = Number.POSITIVE_INFINITY } = sampling;
  const { rows } = await source.query(`SELECT count(*) AS n FROM ${dialect.only(table.table)}`);
  const sourceRows = Number(rows[0]?.n);
  const wanted = Math.ceil((sourceRows * samplePercentage) / 100);
  const askedRows = Math.min(wanted, maxRowsPerTable);
  const choice = { table, sourceRows, askedRows, isCapped: wanted > maxRowsPerTable };
  const { from, id } = dialect.identified(table, sampling.seed).rows;
  const select = `SELECT ${dialect.values(table)} FROM ${from}`;
  if (sourceRows === 0 || (samplePercentage === 100 && !choice.isCapped))
    return { ...choice, text: select, strata: [] };
  const strata = await strataOf(table, request);
  return { ...choice, text: `${select} WHERE ${id} IN (${chosenIds(table, request, strata)})`, strata };
}

/** The columns whose values make groups: those that were asked for, or those with few values. */
async function strataOf(table: CopyTable, request: ChoiceRequest): Promise<readonly string[]> {
  const { strategy } = request.sampling;
  const asked = request.strata.get(table.id);
  if (strategy === "random") return [];
  if (asked !== undefined) return asked;
  const few = await columnsWithFewValues(table, request);
  return strategy === "representative" ? few.map(({ name }) => name) : jointStrata(few);
}

interface ColumnValues {
  readonly name: string;
  readonly values: number;
}

function jointStrata(columns: readonly ColumnValues[]): readonly string[] {
  const joint: string[] = [];
  let groups = 1;
  for (const { name, values } of columns) {
    if (joint.length === MOST_STRATA_COLUMNS || groups * values > MOST_STRATA) continue;
    joint.push(name);
    groups *= values;
  }
  return joint;
}

async function columnsWithFewValues(table: CopyTable, request: ChoiceRequest): Promise<readonly ColumnValues[]> {
  const { dialect, source, catalog } = request;
  const isKey = (name: string): boolean => table.key.length === 1 && table.key[0] === name;
  const columns = table.columns.filter(({ name, type }) => dialect.traits(type, catalog).isGrouped && !isKey(name));
  if (columns.length === 0) return [];
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const counts = names.map((name, index) => `count(DISTINCT ${name}) AS c${index}`);
  const looked = `SELECT ${names.join(", ")} FROM ${dialect.only(table.table)} LIMIT ${MOST_LOOKED_AT}`;
  const { rows } = await source.query(`SELECT ${counts.join(", ")} FROM (${looked}) AS looked`);
  return columns
    .map(({ name }, index) => ({ name, values: Number(rows[0]?.[`c${index}`]) }))
    .filter(({ values }) => values >= 1 && values <= MOST_VALUES)
    .toSorted((left, right) => left.values - right.values || (left.name < right.name ? -1 : 1));
}

/** The query for the identities of the chosen rows: rows that have to be there first, and then by chance. */
function chosenIds(table: CopyTable, request: ChoiceRequest, strata: readonly string[]): string {
  const { dialect, sampling } = request;
  const { from, id, hash } = dialect.identified(table, sampling.seed);
  const groups = strata.map((name) => `t.${quoteIdentifier(name)}`);
  const isJoint = sampling.strategy !== "representative";
  const partition = isJoint && groups.length > 0 ? `PARTITION BY ${groups.join(", ")} ` : "";
  const firsts = isJoint ? [] : groups.map((group) => `PARTITION BY ${group} `);
  const places = [partition, ...firsts].map(
    (part, index) => `row_number() OVER (${part}ORDER BY ${hash}, ${id}) AS k${index}`,
  );
  const ranked = `SELECT ${id} AS id, ${hash} AS h, count(*) OVER (${partition}) AS n, ${places.join(", ")} FROM ${from}`;
  // The first k of n rows are the asked part of them, rounded up: (k - 1) · 100 < percentage · n.
  const chosen = [
    `(k0 - 1) * 100 < ${sampling.samplePercentage} * n`,
    ...firsts.map((_, index) => `k${index + 1} = 1`),
  ];
  const special = isJoint ? "" : extremeIds(table, request);
  if (special !== "") chosen.push("id IN (SELECT id FROM special)");
  const isFirst = [...(partition === "" ? [] : ["k0 = 1"]), ...chosen.slice(1)];
  const order = isFirst.length === 0 ? "h, id" : `CASE WHEN ${isFirst.join(" OR ")} THEN 0 ELSE 1 END, h, id`;
  const limit = sampling.maxRowsPerTable === undefined ? "" : ` ORDER BY ${order} LIMIT ${sampling.maxRowsPerTable}`;
  return `WITH ranked AS (${ranked})${special} SELECT id FROM ranked WHERE ${chosen.join(" OR ")}${limit}`;
}

/** Rows with the smallest and the largest value, the longest text, and no value, of every column: one of each. */
function extremeIds(table: CopyTable, { dialect, catalog, sampling }: ChoiceRequest): string {
  const { from, id } = dialect.identified(table, sampling.seed);
  const figures: string[] = [];
  const conditions: string[] = [];
  for (const { name, type, notNull } of table.columns) {
    const value = `t.${quoteIdentifier(name)}`;
    const { isOrdered, isText } = dialect.traits(type, catalog);
    const wanted = [
      ...(isOrdered ? [`min(${value})`, `max(${value})`] : []),
      ...(isText ? [`max(length(${isOrdered ? `CAST(${value} AS text)` : value}))`] : []),
    ];
    for (const figure of wanted) {
      const compared = figure.startsWith("max(length") ? figure.slice(4, -1) : value;
      conditions.push(`${compared} = m.f${figures.length}`);
      figures.push(`${figure} AS f${figures.length}`);
    }
    if (!notNull) conditions.push(`${value} IS NULL`);
  }
  if (conditions.length === 0) return "";
  conditions.length = Math.min(conditions.length, MOST_EXTREMES);
  const found = conditions.map((condition, index) => `min(CASE WHEN ${condition} THEN ${id} END) AS e${index}`);
  const measured = figures.length === 0 ? "SELECT 1 AS one" : `SELECT ${figures.join(", ")} FROM ${from}`;
  const each = conditions.map((_, index) => `SELECT e${index} AS id FROM extremes`).join(" UNION ");
  return `, extremes AS (SELECT ${found.join(", ")} FROM ${from}, (${measured}) AS m), special AS (${each})`;
}
