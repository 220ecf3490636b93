/** The first identity that an object of a user can have. */
export const FIRST_USER_OID = 16_384;

/** The identities of the server's own catalogs: the same in every version. They say what an address is an address of. */
export const SYSTEM_CATALOGS = Object.freeze({
  attributeDefault: 2604,
  collation: 3456,
  constraint: 2606,
  defaultPrivileges: 826,
  eventTrigger: 3466,
  extension: 3079,
  function: 1255,
  policy: 3256,
  publication: 6104,
  publicationRelation: 6106,
  publicationSchema: 6237,
  relation: 1259,
  rule: 2618,
  schema: 2615,
  statistics: 3381,
  trigger: 2620,
  type: 1247,
});

/**
 * Where something is in the catalogs: a row of one of them, or a column of the relation in that row. One number, for
 * there are tens of thousands of them and texts would take most of the time.
 */
export type Address = number;

/** Identities have 32 bits, numbers of columns fewer than 11. */
const OIDS = 2 ** 32;
const COLUMNS = 2 ** 11;

const RANKS: ReadonlyMap<number, number> = new Map(
  Object.values(SYSTEM_CATALOGS).map((catalog, index) => [catalog, index + 1]),
);

/**
 * Writes an address.
 *
 * @param catalog one of {@link SYSTEM_CATALOGS}; nothing is ever at an address of another one
 * @param oid the row
 * @param column the number of a column, or nothing for the whole; the server's own columns are no columns
 * @returns one number for one address
 */
export function address(catalog: number, oid: number | string, column: number | string = 0): Address {
  return ((RANKS.get(catalog) ?? 0) * OIDS + Number(oid)) * COLUMNS + Math.max(Number(column), 0);
}

/**
 * The address of the relation that a column is in; of anything else its own.
 *
 * @param one an address
 * @returns the address without a column
 */
export function wholeOf(one: Address): Address {
  return one - (one % COLUMNS);
}

/**
 * The same as SQL.
 *
 * @param catalog the expression of the catalog
 * @param oid the expression of the row
 * @param column the expression of the column
 * @returns an expression; 0 times some number where nothing ever is
 */
export function addressSql(catalog: string, oid: string, column: string): string {
  const ranks = [...RANKS].map(([one, rank]) => `WHEN ${one} THEN ${rank}`).join(" ");
  return `((CASE ${catalog} ${ranks} ELSE 0 END * ${OIDS} + ${oid}::int8) * ${COLUMNS} + greatest(${column}, 0))`;
}
